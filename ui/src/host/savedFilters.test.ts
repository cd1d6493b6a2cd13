import { expect, it } from "vitest";
import { queryOfText, textOf } from "./savedFilters";

it("keeps an address as it is", () => {
  const query = { q: "王 3-2", from: "60", "f.sex": "1,2", "f.education": "" };
  expect(queryOfText(textOf(query))).toEqual(query);
});
