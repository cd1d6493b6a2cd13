/** Searches behind the lookup fields of forms. */
import { call } from ".";
import type { PlaceMaps } from "../kit/BuildingPicker.vue";
import type { Lookups } from "../kit/FieldInput.vue";
import { makePlace, NONE } from "./making";
import { formOf } from "./office";

export const placeMaps: PlaceMaps = {
  tree: () => call("get_place_tree", {}),
  chart: (building) => call("get_building_chart", { id: building }),
  buildingOf: async (dwelling) => (await call("get_dwelling", { id: dwelling })).building_id,
};

export const lookups: Lookups = {
  maps: placeMaps,
  division: async (text, chosen) => {
    const { hits } = await call("search_divisions", { text: text || chosen });
    return hits.map((h) => ({ word: h.code, label: `${h.full_name}（${h.code}）` }));
  },
  reference: async (table, text, chosen) => {
    const { choices } = await call("find_choices", { table, text, chosen: chosen ? Number(chosen) : null });
    return choices.map((c) => ({ word: String(c.id), label: c.label }));
  },
  none: (table) => NONE[table] ?? "没有找到",
  // People come with a movement and a standing; they are made on a page of their own.
  maker: (table) => (table !== "people" && formOf(table)?.may_write ? (text) => makePlace(table, text) : undefined),
};

/** Households by head, member, number or place. */
export async function findHouseholds(text: string, chosen: string): Promise<{ word: string; label: string }[]> {
  if (!text && chosen) return lookups.reference("households", "", chosen);
  const { households } = await call("find_households", { text, limit: 20 });
  return households.map((h) => ({ word: String(h.id), label: `${h.head || h.household_no}户 ${h.place}（${h.member_count} 人）` }));
}
