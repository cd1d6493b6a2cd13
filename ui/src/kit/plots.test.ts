import { expect, it } from "vitest";
import { shortName } from "./plots";

it("writes the mark of an unfinished month under it, so that it lies on no neighbour", () => {
  expect(["2026年10月", "2026年11月（未完）", "一网格"].map(shortName)).toEqual(["10月", "11月\n（未完）", "一网格"]);
});
