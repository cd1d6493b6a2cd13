import { describe, expect, it } from "vitest";
import type { LocationQuery } from "vue-router";
import { emptyFilter, filterOf, queryOf, without } from "./filter";

describe("the filter in the address", () => {
  it("comes back as it was", () => {
    const filter = {
      ...emptyFilter(),
      text: "王 3-2",
      presence: "died" as const,
      grid_ids: [0, 7],
      building_id: 12,
      age_from: 60,
      age_to: 79,
      residence_states: ["together"],
      conditions: [
        { field: "political_status", words: ["01", "02"] },
        { field: "education", words: [""] },
      ],
      missing: "phone" as const,
    };
    expect(filterOf(queryOf(filter) as LocationQuery)).toEqual(filter);
  });
  it("is short when nothing narrows", () => {
    expect(queryOf(emptyFilter())).toEqual({});
  });
  it("drops one condition and keeps the others", () => {
    const filter = { ...emptyFilter(), age_from: 60, conditions: [{ field: "sex", words: ["1"] }] };
    expect(without(filter, "age")).toEqual({ ...filter, age_from: null });
    expect(without(filter, "sex").conditions).toEqual([]);
  });
  it("is not upset by an address typed by hand", () => {
    expect(filterOf({ from: "abc", who: "nobody", missing: "x" })).toEqual(emptyFilter());
  });
});
