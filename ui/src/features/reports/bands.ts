/** Age bands as the office types them: the ages at which one begins. Bands made of them hold every age once. */
import type { AgeBand } from "../../contract";

/** `0、7、16` */
export function startsOf(bands: AgeBand[]): string {
  return bands.map((b) => b.from).join("、");
}

/** The bands that begin at the ages typed; `null` where they are no ages from 0 upwards. */
export function bandsOf(text: string): AgeBand[] | null {
  const words = text.split(/[、，,;；\s]+/).filter((w) => w !== "");
  const starts = words.map(Number);
  const isUp = starts.every((n, i) => Number.isInteger(n) && n < 130 && (i === 0 ? n === 0 : n > (starts[i - 1] ?? 0)));
  if (starts.length === 0 || !isUp) return null;
  return starts.map((from, i) => ({ from, to: i + 1 < starts.length ? (starts[i + 1] ?? 0) - 1 : null }));
}

/** `0–6岁`, `100岁以上` */
export function labelOf(band: AgeBand): string {
  return band.to === null ? `${band.from}岁以上` : `${band.from}–${band.to}岁`;
}
