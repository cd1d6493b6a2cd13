/** What was decided, in order: a plan made anew (other fields may overwrite) begins without decisions, so they are told again. */
import type { DecideImport, Decision, Outcome } from "../../contract";

export type Entry = { outcome: Outcome; decision: Decision } | { rows: Map<number, Decision> };

export class Decisions {
  private entries: Entry[] = [];

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }
  all(): Entry[] {
    return [...this.entries];
  }
  take(entries: Entry[]): void {
    this.entries = [...entries];
  }
  clear(): void {
    this.entries = [];
  }
  ofOutcome(outcome: Outcome, decision: Decision): void {
    this.entries.push({ outcome, decision });
  }
  /** Of rows only the last decision counts; an outcome decided in between keeps its place. */
  ofRows(rows: number[], decision: Decision): void {
    const last = this.entries.at(-1);
    const map = last && "rows" in last ? last.rows : new Map<number, Decision>();
    rows.forEach((row) => map.set(row, decision));
    if (!last || !("rows" in last)) this.entries.push({ rows: map });
  }
  /** Everything decided, as commands. */
  requests(token: number): DecideImport[] {
    return this.entries.flatMap((entry): DecideImport[] => {
      if ("outcome" in entry) return [{ token, rows: [], outcome: entry.outcome, decision: entry.decision }];
      const kinds = [...new Set(entry.rows.values())];
      return kinds.map((decision) => {
        const rows = [...entry.rows].filter(([, d]) => d === decision).map(([row]) => row);
        return { token, rows, outcome: null, decision };
      });
    });
  }
}
