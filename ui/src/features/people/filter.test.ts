import { describe, expect, it } from "vitest";
import type { LocationQuery } from "vue-router";
import type { FieldInfo } from "../../contract";
import { emptyFilter, filterOf, queryOf, summaryOf, without, type FilterNames } from "./filter";

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
      import_id: 4,
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

it("tells in words what is set, so that the conditions may be folded", () => {
  const sex = { key: "sex", label: "性别", choices: [{ word: "2", label: "女", is_common: true }] } as FieldInfo;
  const names: FilterNames = { grid: (id) => `第${id}网格`, estate: () => "幸福里", building: () => "幸福里3栋", residence: () => "人户一致", field: (key) => (key === "sex" ? sex : undefined) };
  const words = (part: object) => summaryOf({ ...emptyFilter(), ...part }, names).map((c) => c.label);
  expect(words({ text: "王" }), "the text stands in its own box").toEqual([]);
  expect(words({ age_from: 60, age_to: 79, grid_ids: [2, 0] })).toEqual(["第2网格、未划网格", "60–79 岁"]);
  expect(words({ age_from: 60 })).toEqual(["60 岁起"]);
  expect(words({ presence: "all" })).toEqual(["含离开、去世的"]);
  expect(words({ presence: "all", import_id: 4 })).toEqual(["这次导入的"]);
  expect(words({ age_to: 14, presence: "left" })).toEqual(["已离开", "到 14 岁"]);
  expect(words({ conditions: [{ field: "sex", words: ["2", ""] }], missing: "phone", import_id: 4 })).toEqual(["缺联系电话", "这次导入的", "性别：女、未填"]);
});
