/** Planned rows and counts in words. */
import type { Decision, Outcome, OutcomeCount, PlannedRow, RowDifference, RowFault } from "../../contract";
import { counted } from "../../kit/format";

/** Something that can be decided for rows. */
export interface Choice {
  decision: Decision;
  label: string;
}

const SKIP: Choice = { decision: "skip", label: "不导入" };
const TAKE: Choice = { decision: "as_planned", label: "照导入" };
const CHOICES: Record<Outcome, Choice[]> = {
  new: [SKIP, TAKE],
  changed: [SKIP, TAKE],
  place: [SKIP, TAKE],
  maybe_same: [{ decision: "same_person", label: "是同一个人" }, { decision: "new_person", label: "是另一个人" }, SKIP],
  conflict: [{ decision: "without_contradiction", label: "按号码，去掉矛盾的格" }, SKIP],
  same: [],
  refused: [],
};
/** Decisions that move a row to another outcome. */
export const MOVING: Decision[] = ["same_person", "new_person", "without_contradiction"];
/** Contradictions that no cell can be dropped to solve: the row comes twice, or the person has left. */
const STUBBORN = ["import.twice_in_file", "import.not_present"];

export function choicesOfAll(outcome: Outcome): Choice[] {
  return CHOICES[outcome];
}

export function choicesOf(row: PlannedRow): Choice[] {
  if (MOVING.includes(row.decision)) return [SKIP, { decision: "as_planned", label: "收回这个决定" }];
  return CHOICES[row.outcome].filter(({ decision }) => {
    if (decision === "same_person") return row.matched !== null;
    if (decision === "without_contradiction") return !row.faults.some((f) => STUBBORN.includes(f.fault.code));
    return true;
  });
}

/** What happens to a row as things stand. */
export function fateOf(row: PlannedRow): string {
  if (row.is_taken) {
    if (row.decision === "same_person") return "导入，是同一个人";
    if (row.decision === "new_person") return "导入，是另一个人";
    if (row.decision === "without_contradiction") return "导入，去掉矛盾的格";
    return "导入";
  }
  if (row.outcome === "refused") return "不能导入";
  if (row.decision === "skip") return "不导入";
  if (row.outcome === "same") return "和台账一样，不用导入";
  if (row.outcome === "maybe_same" || row.outcome === "conflict") return "等您决定";
  return row.outcome === "changed" ? "没有要改的" : "不导入";
}

export function differenceWords(d: RowDifference): string {
  const words = d.before === "" ? `${d.label}：补上 ${d.after}` : `${d.label}：${d.before} → ${d.after}`;
  return d.is_taken ? words : `${words}（不改）`;
}

export function faultWords(f: RowFault): string {
  const where = [f.column && `${f.column} 列`, f.heading].filter(Boolean).join(" ");
  return where ? `${where}：${f.fault.message}` : f.fault.message;
}

/** 新增 12 行，有变化 3 行（导入 2 行，1 行有的格没有导入） */
export function countsWords(counts: OutcomeCount[]): string {
  const words = counts.filter((c) => c.rows > 0).map((c) => {
    const more = [
      ...(CHOICES[c.outcome].length > 0 && c.taken < c.rows ? [`导入 ${counted(c.taken)} 行`] : []),
      ...(c.partly > 0 ? [`${counted(c.partly)} 行有的格没有导入`] : []),
    ];
    return `${c.label} ${counted(c.rows)} 行${more.length > 0 ? `（${more.join("，")}）` : ""}`;
  });
  return words.join("，") || "没有行";
}

export function takenOf(counts: OutcomeCount[]): number {
  return counts.reduce((sum, c) => sum + c.taken, 0);
}

/** Rows that wait for somebody to decide. */
export function waitingOf(counts: OutcomeCount[]): number {
  return counts.filter((c) => c.outcome === "maybe_same" || c.outcome === "conflict").reduce((sum, c) => sum + c.rows - c.taken, 0);
}
