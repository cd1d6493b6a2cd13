import { expect, it } from "vitest";
import type { PlannedRow } from "../../contract";
import { Decisions } from "./decisions";
import { choicesOf, countsWords, differenceWords, fateOf, faultWords } from "./words";

const row = (more: Partial<PlannedRow>): PlannedRow => ({ row: 3, outcome: "maybe_same", decision: "as_planned", is_taken: false, title: "", detail: "", matched: { id: 1, label: "王芳" }, differences: [], faults: [], ...more });
const fault = (code: string) => ({ column: "B", heading: "性别", text: "", fault: { code, kind: "invalid" as const, message: "请核对。", field: null, row: null, incident: null } });
const decisionsOf = (r: PlannedRow) => choicesOf(r).map((c) => c.decision);

it("offers only what solves something", () => {
  expect(decisionsOf(row({}))).toEqual(["same_person", "new_person", "skip"]);
  expect(decisionsOf(row({ matched: null })), "of several nobody can be the same").toEqual(["new_person", "skip"]);
  expect(decisionsOf(row({ outcome: "conflict", faults: [fault("id.sex_differs")] }))).toEqual(["without_contradiction", "skip"]);
  expect(decisionsOf(row({ outcome: "conflict", faults: [fault("import.twice_in_file")] }))).toEqual(["skip"]);
  expect(decisionsOf(row({ outcome: "refused" }))).toEqual([]);
});
it("lets a decision that moved a row be taken back", () => {
  expect(choicesOf(row({ outcome: "new", decision: "new_person", is_taken: true })).map((c) => c.label)).toEqual(["不导入", "收回这个决定"]);
});
it("says what happens, old against new, and where a fault is", () => {
  expect(fateOf(row({}))).toBe("等您决定");
  expect(fateOf(row({ decision: "skip" }))).toBe("不导入");
  expect(fateOf(row({ outcome: "changed", decision: "same_person", is_taken: true }))).toBe("导入，是同一个人");
  const difference = { key: "phones", label: "电话", before: "138", after: "139", is_taken: true };
  expect(differenceWords(difference)).toBe("电话：138 → 139");
  expect(differenceWords({ ...difference, is_taken: false })).toBe("电话：138 → 139（不改）");
  expect(differenceWords({ ...difference, before: "" })).toBe("电话：补上 139");
  expect(faultWords(fault("x"))).toBe("B 列 性别：请核对。");
  expect(faultWords({ ...fault("x"), column: "", heading: "" })).toBe("请核对。");
});
it("says counts in words, and how many of them were taken where not all", () => {
  const count = (outcome: "new" | "refused" | "place", label: string, rows: number, taken: number) => ({ outcome, label, rows, taken, partly: 0 });
  expect(countsWords([count("new", "新增", 1200, 1198), count("refused", "不能导入", 3, 0), count("place", "空房", 0, 0)])).toBe("新增 1,200 行（导入 1,198 行），不能导入 3 行");
});
it("says of how many rows some cells were not taken", () => {
  expect(countsWords([{ outcome: "changed", label: "有变化", rows: 3, taken: 2, partly: 1 }])).toBe("有变化 3 行（导入 2 行，1 行有的格没有导入）");
});
it("tells decisions again in their order, of a row only the last", () => {
  const decisions = new Decisions();
  decisions.ofRows([3, 4], "skip");
  decisions.ofRows([4], "new_person");
  decisions.ofOutcome("changed", "skip");
  decisions.ofRows([3], "as_planned");
  expect(decisions.requests(7)).toEqual([
    { token: 7, rows: [3], outcome: null, decision: "skip" },
    { token: 7, rows: [4], outcome: null, decision: "new_person" },
    { token: 7, rows: [], outcome: "changed", decision: "skip" },
    { token: 7, rows: [3], outcome: null, decision: "as_planned" },
  ]);
});
