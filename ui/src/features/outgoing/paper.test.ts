import { describe, expect, it } from "vitest";
import type { Leaving } from "../../contract";
import { paperOf, turns } from "./paper";

describe("the paper of what leaves", () => {
  it("is chosen for lists and books, and not for reports and what was filed", () => {
    expect(turns({ what: "household_book", scope: { grid_ids: [], building_ids: [], ids: [] }, in_full: false })).toBe(true);
    expect(turns({ what: "report", form: "monthly", period: "2026-10" })).toBe(false);
    expect(turns({ what: "filed_report", id: 3 } satisfies Leaving)).toBe(false);
  });
  it("is told to the printer by the size of the pages, whichever way they are turned", () => {
    // 210 × 297 mm and 297 × 420 mm, at 96 to the inch.
    expect(paperOf(794, 1123)).toBe("A4");
    expect(paperOf(1123, 794)).toBe("A4");
    expect(paperOf(1123, 1587)).toBe("A3");
    expect(paperOf(1587, 1123)).toBe("A3");
  });
});
