/** The rows that were not taken whole, as the office's own sheet with a column of reasons: before and after the import. */
import type { OutcomeCount } from "../../contract";
import { call, chooseSaveFile } from "../../host";
import { fail } from "../../host/office";
import { announce } from "../../kit/notices";
import { flow } from "./flow";

/** How many rows come back: those that wait or cannot be taken, and those taken without some of their cells. */
export function notWholeOf(counts: OutcomeCount[]): number {
  const isHeld = (c: OutcomeCount) => ["maybe_same", "conflict", "refused"].includes(c.outcome);
  return counts.reduce((sum, c) => sum + c.partly + (isHeld(c) ? c.rows - c.taken : 0), 0);
}
export async function saveFaults(): Promise<void> {
  const { view } = flow;
  if (!view) return;
  const file = await chooseSaveFile(`${view.file_name.replace(/\.[^.]+$/, "")}_待改.xlsx`, "Excel 表格", ["xlsx"]);
  if (!file) return;
  try {
    announce((await call("save_import_faults", { token: view.token, file, replaces: true })).said);
  } catch (error) {
    fail(error);
  }
}
