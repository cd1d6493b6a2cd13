import { expect, it } from "vitest";
import type { LocationQuery } from "vue-router";
import type { FieldInfo } from "../../contract";
import { filterOf, partsOf, queryOf, sortOf } from "./filter";

const filter = { text: "入党", conditions: [{ field: "seal_name", words: ["branch"] }], from: "2026-10-01", to: "" };

it("comes back from the address as it was, with the order", () => {
  const query = queryOf(filter, { key: "used_on", is_descending: true }) as LocationQuery;
  expect(filterOf(query)).toEqual(filter);
  expect(sortOf(query)).toEqual({ key: "used_on", is_descending: true });
  expect(sortOf({})).toBeNull();
});
it("is short when nothing narrows", () => {
  expect(queryOf(filterOf({}), null)).toEqual({});
});
it("names what narrows, and drops one and keeps the others", () => {
  const parts = partsOf(filter, [{ key: "seal_name", label: "印章名称" } as FieldInfo]);
  expect(parts.map((p) => p.name)).toEqual(["印章名称", "查找的文字", "日期"]);
  expect(parts[0]?.without).toEqual({ ...filter, conditions: [] });
  expect(parts[2]?.without).toEqual({ ...filter, from: "" });
});
