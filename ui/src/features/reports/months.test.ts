import { expect, it } from "vitest";
import { isMonth, labelOf, monthsAfter } from "./months";

it("goes over the year's end both ways", () => {
  expect(monthsAfter("2026-01", -1)).toBe("2025-12");
  expect(monthsAfter("2026-12", 1)).toBe("2027-01");
  expect(monthsAfter("2026-10", -12)).toBe("2025-10");
});
it("knows a month from other texts, and its name", () => {
  expect(isMonth("2026-10")).toBe(true);
  for (const odd of ["2026-13", "2026-1", "", undefined, ["2026-10"]]) expect(isMonth(odd)).toBe(false);
  expect(labelOf("2026-03")).toBe("2026年3月");
});
