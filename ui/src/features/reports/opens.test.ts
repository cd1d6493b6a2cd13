import { expect, it } from "vitest";
import { routeOf } from "./opens";

it("opens a person at the movement that was counted, and comes back to the report", () => {
  const route = routeOf({ page: "person", id: 17, movement: 3 }, "/reports?period=2026-10");
  expect(route).toEqual({ name: "person", params: { id: 17 }, query: { back: "/reports?period=2026-10", movement: 3 } });
});
it("opens the history of somebody who is not among the people any more", () => {
  expect(routeOf({ page: "record", table: "people", id: 17 }, "/")).toEqual({ name: "history", query: { table: "people", id: 17 } });
});
