import { expect, it } from "vitest";
import type { LocationQuery } from "vue-router";
import { placeFilterOf, placeFilterWithout, placeQueryOf } from "./listQuery";

const filter = { text: "3-2", conditions: [{ field: "tenure", words: ["rented"] }, { field: "tags", words: ["group"] }], sort: { key: "place", is_descending: true } };

it("comes back from the address as it was, and is short when nothing narrows", () => {
  expect(placeFilterOf(placeQueryOf(filter) as LocationQuery)).toEqual(filter);
  expect(placeQueryOf({ text: "", conditions: [], sort: null })).toEqual({});
});
it("drops one condition and keeps the others", () => {
  expect(placeFilterWithout(filter, "text")).toEqual({ ...filter, text: "" });
  expect(placeFilterWithout(filter, "tenure").conditions).toEqual([filter.conditions[1]]);
});
