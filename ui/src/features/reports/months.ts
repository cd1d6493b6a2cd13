/** Months as the address has them: `2026-10`. */

export function isMonth(text: unknown): text is string {
  return typeof text === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** The month so many months after another. */
export function monthsAfter(month: string, count: number): string {
  const [year = 0, of = 1] = month.split("-").map(Number);
  const all = year * 12 + (of - 1) + count;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, "0")}`;
}

/** `2026年10月` */
export function labelOf(month: string): string {
  const [year, of] = month.split("-").map(Number);
  return `${year}年${of}月`;
}
