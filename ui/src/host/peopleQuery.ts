/** The filter of the list of residents as an address; the first page leads to it, the list reads it. */
import type { LocationQueryRaw } from "vue-router";
import type { PeopleFilter } from "../contract";

export function peopleQuery(filter: PeopleFilter): LocationQueryRaw {
  const query: LocationQueryRaw = {};
  const put = (key: string, value: string | number | null) => {
    if (value !== null && value !== "") query[key] = String(value);
  };
  put("q", filter.text);
  put("who", filter.presence === "here" ? "" : filter.presence);
  put("grid", filter.grid_ids.join(","));
  put("estate", filter.estate_id);
  put("building", filter.building_id);
  put("from", filter.age_from);
  put("to", filter.age_to);
  put("state", filter.residence_states.join(","));
  put("missing", filter.missing);
  put("import", filter.import_id);
  // An empty word stands for "not filled", so an empty text is a condition here.
  for (const condition of filter.conditions) query[`f.${condition.field}`] = condition.words.join(",");
  return query;
}
