import { expect, it } from "vitest";
import { parseDay } from "./dates";

const read = (text: string) => parseDay(text, "2026-11-24");

it("reads a day however it is typed", () => {
  for (const text of ["20261001", "2026.10.1", "2026-10-1", "2026/10/01", "2026年10月1日", "10-1", "10.1", "10月1日", " ２０２６-10-01 "]) {
    expect(read(text), text).toBe("2026-10-01");
  }
  expect(read("2024-2-29")).toBe("2024-02-29");
});
it("makes no day of what is none", () => {
  for (const text of ["", "2026", "2026-10", "2026-13-1", "2026-2-30", "2-29", "明天", "20261301", "110101199001011234"]) {
    expect(read(text), text).toBeNull();
  }
});
