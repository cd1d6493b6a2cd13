/** What something behind a figure opens. */
import type { RouteLocationRaw } from "vue-router";
import type { BehindPage } from "../../contract";

/** The page, and where it leads back to. */
export function routeOf(opens: BehindPage, back: string): RouteLocationRaw {
  switch (opens.page) {
    case "person":
      return { name: "person", params: { id: opens.id }, query: { back, ...(opens.movement > 0 ? { movement: opens.movement } : {}) } };
    case "household":
      return { name: "household", params: { id: opens.id } };
    case "row":
      return { name: "row", params: { key: opens.register, id: opens.id } };
    case "record":
      return { name: "history", query: { table: opens.table, id: opens.id } };
  }
}
