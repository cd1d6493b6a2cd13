/** Days as people type them. */

/** 2026-10-01 of 20261001, 2026.10.1, 2026-10-1, 2026年10月1日 or 10-1 (of this year); `null` where no such day can be read. */
export function parseDay(text: string, today: string): string | null {
  const typed = text.normalize("NFKC").trim();
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(typed) ??
    /^(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$/.exec(typed);
  if (!match) return null;
  const [year, month, day] = [Number(match[1] ?? today.slice(0, 4)), Number(match[2]), Number(match[3])];
  const found = new Date(Date.UTC(year, month - 1, day));
  if (found.getUTCFullYear() !== year || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) return null;
  return isoDay(year, month, day);
}

/** A day of the calendar control, in the clock of this PC. */
export function dayOf(date: Date): string {
  return isoDay(date.getFullYear(), date.getMonth() + 1, date.getDate());
}

function isoDay(year: number, month: number, day: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}
