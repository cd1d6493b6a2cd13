/** Making a place that a lookup of another form wants, without leaving that form. The dialog of the window shows it. */
import { reactive } from "vue";
import type { Values } from "../contract";
import type { Choice } from "../kit/LookupInput.vue";
import { call } from ".";

interface Wanted {
  table: string;
  /** What the dialog begins with. */
  values: Values;
}
export const making = reactive({ wanted: null as null | Wanted, answer: null as null | ((made: Choice | null) => void) });

/** What the places are that a lookup can make, and what it says where there is none that fits. */
export const NONE: Record<string, string> = {
  estates: "没有这个小区",
  buildings: "没有这栋楼",
  dwellings: "没有这套房屋",
  grids: "没有这个网格",
  households: "没有这一户",
  people: "没有这位居民",
};

/** Makes a record of a table from what was typed; the made one, or none where the clerk thought better of it. */
export async function makePlace(table: string, text: string): Promise<Choice | null> {
  const values = table === "dwellings" ? await dwellingOf(text) : table === "households" ? {} : { name: text.trim() };
  return new Promise((resolve) => {
    making.wanted = { table, values };
    making.answer = (made) => {
      making.wanted = null;
      making.answer = null;
      resolve(made);
    };
  });
}

/** 3-2-501 is room 501 of unit 2 of building 3, 3-501 room 501 of building 3; the building only where it is the one of that name. */
export async function dwellingOf(text: string): Promise<Values> {
  const parts = text.normalize("NFKC").replace(/(号楼|单元|室|房|栋|幢|座)/g, "-").split(/[-—\s#]+/).filter(Boolean);
  const room = parts.pop() ?? "";
  const unit = parts.length > 1 ? (parts.pop() ?? "") : "";
  const building = parts.join("-");
  const values: Values = { room };
  if (unit) values.unit = unit;
  if (!building) return values;
  const found = await call("find_choices", { table: "buildings", text: building, chosen: null }).catch(() => ({ choices: [] }));
  const named = found.choices.filter((c) => c.label.replace(/(号楼|栋|幢|座)$/, "").endsWith(building) && !/[\d甲乙丙丁]/.test(c.label.replace(/(号楼|栋|幢|座)$/, "").slice(0, -building.length).slice(-1)));
  if (named.length === 1 && named[0]) values.building_id = named[0].id;
  return values;
}
