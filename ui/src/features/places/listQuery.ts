/** The filter of a list of places lives in the address, so that Back leads to the same list. */
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { Condition, Sort } from "../../contract";

export interface PlaceFilter {
  text: string;
  conditions: Condition[];
  sort: Sort | null;
}

const one = (query: LocationQuery, key: string): string => String((Array.isArray(query[key]) ? query[key]?.[0] : query[key]) ?? "");

export function placeFilterOf(query: LocationQuery): PlaceFilter {
  const sort = one(query, "sort");
  return {
    text: one(query, "q"),
    conditions: Object.keys(query)
      .filter((key) => key.startsWith("f."))
      .map((key) => ({ field: key.slice(2), words: one(query, key).split(",") })),
    sort: sort ? { key: sort.replace(/^-/, ""), is_descending: sort.startsWith("-") } : null,
  };
}

export function placeQueryOf(filter: PlaceFilter): LocationQueryRaw {
  const query: LocationQueryRaw = {};
  if (filter.text) query.q = filter.text;
  for (const condition of filter.conditions) query[`f.${condition.field}`] = condition.words.join(",");
  if (filter.sort) query.sort = `${filter.sort.is_descending ? "-" : ""}${filter.sort.key}`;
  return query;
}

/** The filter without one condition, or without the text. */
export function placeFilterWithout(filter: PlaceFilter, condition: string): PlaceFilter {
  if (condition === "text") return { ...filter, text: "" };
  return { ...filter, conditions: filter.conditions.filter((c) => c.field !== condition) };
}
