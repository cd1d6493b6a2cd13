import { expect, it } from "vitest";
import { sameValues } from "./sameValues";

it("takes what is empty for empty, and everything else for what it says", () => {
  expect(sameValues({ a: null, b: "1", c: ["x", "y"] }, { a: "", b: "1", c: ["x", "y"], d: [] })).toBe(true);
  expect(sameValues({ a: "1" }, { a: "2" })).toBe(false);
  expect(sameValues({ c: ["x"] }, { c: ["x", "y"] })).toBe(false);
  expect(sameValues({ a: 0 }, { a: null })).toBe(false);
});
