/**
 * The one import that is open. It outlives its page: an import goes on while other pages show, and coming back shows it.
 * Nothing of it is kept on the PC, and it ends when the ledger is locked.
 */
import { reactive, watch } from "vue";
import type { Decision, FaultOnWire, ImportColumn, ImportDone, ImportOptions, ImportPlan, ImportSource, ImportView, MatchBy, Outcome } from "../../contract";
import { call, Faults } from "../../host";
import { fail, lastAct, reload, reloadForms, status, today } from "../../host/office";
import { ask } from "../../kit/ask";
import { parseDay } from "../../kit/dates";
import { announce } from "../../kit/notices";
import { Decisions, type Entry } from "./decisions";

export type Step = 1 | 2 | 3 | 4;
export type Busy = "" | "open" | "sheet" | "plan" | "decide" | "commit" | "undo";

/** Options as they are typed. */
export interface TypedOptions {
  match_by: MatchBy;
  opening: string;
  estate: string;
  /** Whether the estate is one that the list does not have. */
  typesEstate: boolean;
  group: string;
  skips_hidden: boolean;
  remember_as: string;
}

const noOptions = (): TypedOptions => ({ match_by: "usual", opening: "", estate: "", typesEstate: false, group: "", skips_hidden: false, remember_as: "" });
const fresh = () => ({
  kind: "",
  step: 1 as Step,
  busy: "" as Busy,
  /** Why the import is back at its first step, in words. */
  lost: "",
  /** The file that a lock closed and that can be taken up again. */
  closed: "",
  view: null as ImportView | null,
  /** What each column means, in their order. */
  targets: [] as string[],
  typed: noOptions(),
  faults: [] as FaultOnWire[],
  plan: null as ImportPlan | null,
  /** Keys of fields whose value in the ledger stays. */
  keeps: [] as string[],
  hasDecisions: false,
  /** How many cells were mended here. What stands in them is not kept beside the sheet. */
  mended: 0,
  mendedSheet: -1,
  /** Which rows of the plan are looked at. */
  tab: null as Outcome | null,
  /** Counts up whenever planned rows may read otherwise. */
  rowsRound: 0,
  done: null as ImportDone | null,
  isUndone: false,
});
export const flow = reactive(fresh());

const decisions = new Decisions();
/** What the plan was made of; going back and forth without a change keeps the plan and its decisions. */
let planned = "";
/** Whether a plan was made anew and the decisions were not told it. */
let mustTell = false;
/** Counts up when the import is given up; what still comes back from it is dropped then. */
let round = 0;

/** Begins anew with nothing open. */
export function reset(kind: string): void {
  const { token } = flow.view ?? {};
  const { busy } = flow;
  round += 1;
  Object.assign(flow, fresh(), { kind });
  decisions.clear();
  planned = "";
  if (token !== undefined && !busy && status.value?.stage === "open") void call("close_import", { token }).catch(() => undefined);
}
/** Where the open file came from. */
let opened: ImportSource | null = null;
/**
 * What a lock closed: where the file lies and what was chosen and decided, but no word of what stands in it. A pasted text
 * is all content, so nothing of it is kept.
 */
interface Closed {
  whose: string;
  kind: string;
  source: ImportSource | null;
  view: Pick<ImportView, "file_name" | "mark" | "sheet" | "header_first" | "header_last"> & { titles: string[] };
  targets: string[];
  typed: TypedOptions;
  keeps: string[];
  decisions: Entry[];
  mended: number;
  step: Step;
}
let closed: Closed | null = null;
/** Rows of a finished import that a lock closed before they were saved. */
let unsaved: { whose: string; rows: number } | null = null;
const whose = () => [status.value?.folder, status.value?.user?.id].join();
const titlesOf = (view: ImportView) => view.columns.map((c) => c.title);
function close(view: ImportView, of: string): Closed {
  const { kind, targets, typed, keeps, step } = flow;
  return {
    whose: of,
    kind,
    source: opened?.from === "file" ? opened : null,
    view: { ...view, titles: titlesOf(view) },
    targets: [...targets],
    typed: { ...typed },
    keeps: [...keeps],
    decisions: decisions.all(),
    mended: flow.mended,
    step,
  };
}
watch(
  // Each by itself: a list of them would be another one whenever the state is asked for again.
  [() => status.value?.stage, () => status.value?.user?.id, () => status.value?.folder] as const,
  (_, [, user, folder]) => {
    if (flow.kind === "") return;
    closed = flow.view !== null && flow.step < 4 ? close(flow.view, [folder, user].join()) : null;
    unsaved = flow.step === 4 && !flow.isUndone && flow.done && flow.done.not_whole > 0 ? { whose: [folder, user].join(), rows: flow.done.not_whole } : null;
    reset("");
  },
);
/** A page of this kind opens: what lies open of another kind, or was taken back, ends. */
export function enter(kind: string): void {
  if (flow.busy || (flow.kind === kind && !(flow.step === 4 && flow.isUndone))) return;
  reset(kind);
  if (unsaved && unsaved.whose === whose()) flow.lost = `锁定时，刚导入的表格也关上了，没有全部采用的 ${unsaved.rows} 行不能在这里存了；请再导入一次原来的表，已经导入的不会重复。`;
  unsaved = null;
  if (!closed || closed.whose !== whose()) return;
  const goesOn = closed.source !== null && closed.kind === kind;
  flow.lost = `锁定时，打开的表格也关上了，台账没有改动。${goesOn ? "可以接着做，也可以重新选文件。" : "请重新选文件。"}`;
  if (goesOn) flow.closed = closed.view.file_name;
  else closed = null;
}
/** Opens again what a lock closed, as it stood. */
export async function takeUp(): Promise<void> {
  const before = closed;
  if (!before?.source) return;
  await openSource(before.kind, before.source);
  const { header_first: first, header_last: last, sheet } = before.view;
  const isElsewhere = (view: ImportView) => view.sheet !== sheet || view.header_first !== first || view.header_last !== last;
  if (flow.view && isElsewhere(flow.view)) await turnTo(sheet, first > 0 ? [first, last] : null);
  const { view } = flow;
  if (!view) return;
  closed = null;
  if (view.mark !== before.view.mark || titlesOf(view).join("\n") !== before.view.titles.join("\n")) {
    announce("这个表格后来改过，请把栏目和各行重新看一遍。");
    return;
  }
  flow.targets = before.targets;
  flow.typed = before.typed;
  flow.keeps = before.keeps;
  if (before.mended > 0) announce(`锁定以前在这里改过的 ${before.mended} 格没有留下，请再改一次。`);
  if (before.step < 3) return;
  decisions.take(before.decisions);
  if (await planAgain()) flow.step = 3;
}

/** Whether the ledger changed since the rows were looked at, as a refusal told. */
let isStale = false;
/** Runs a piece of work; one at a time. `null` where it was refused, which was told then. */
async function run<T>(busy: Busy, work: () => Promise<T>): Promise<T | null> {
  if (flow.busy) return null;
  const own = round;
  flow.busy = busy;
  flow.lost = "";
  try {
    const result = await work();
    return own === round ? result : null;
  } catch (error) {
    refuse(error, own === round);
    return null;
  } finally {
    if (own === round) flow.busy = "";
  }
}
function refuse(error: unknown, isOpen: boolean): void {
  if (!(error instanceof Faults)) return fail(error);
  const gone = error.list.find((f) => isOpen && f.code === "import.gone");
  isStale = isOpen && error.list.some((f) => f.code === "import.changed");
  const cancelled = error.list.find((f) => ["import.cancelled", "import.undo_cancelled"].includes(f.code));
  if (gone) {
    const { kind } = flow;
    flow.view = null;
    flow.busy = "";
    reset(kind);
    flow.lost = gone.message;
  } else if (cancelled) announce(cancelled.message);
  else fail(error);
}

/** Whether what was set up so far may go; asks where something was. */
export async function mayReplace(): Promise<boolean> {
  if (flow.busy) {
    announce("正在处理上一个文件，请等它完成，或者先取消。");
    return false;
  }
  if (!flow.view || flow.step === 1 || flow.step === 4) return true;
  return await ask({ text: `换成新的文件？“${flow.view.file_name}”里对好的栏目和各行的决定不保留。`, yes: "换成新的" });
}

export async function openSource(kind: string, source: ImportSource): Promise<void> {
  if (flow.busy) return;
  if (flow.kind !== kind) reset(kind);
  const view = await run("open", () => call("open_import", { kind, source, sheet: null }));
  if (!view) return;
  opened = source;
  Object.assign(flow, fresh(), { kind, step: 2, rowsRound: flow.rowsRound });
  takeView(view);
  flow.typed.group = view.group;
  flow.typed.remember_as = view.remembered;
}

function takeView(view: ImportView, chosen = new Map<number, string>()): void {
  flow.view = view;
  flow.targets = view.columns.map((c) => chosen.get(c.index) ?? c.target);
  flow.plan = null;
  flow.tab = null;
  flow.done = null;
  planned = "";
  mustTell = false;
  decisions.clear();
  flow.hasDecisions = false;
  if (view.sheet !== flow.mendedSheet) flow.mended = 0;
}

/** Reads another sheet, or takes other rows for the header; columns of the same sheet stay as they were chosen. */
export async function turnTo(sheet: number, header: [number, number] | null): Promise<void> {
  const before = flow.view;
  if (!before) return;
  const view = await run("sheet", () => call("read_import_sheet", { token: before.token, sheet, header }));
  if (!view) return;
  const isSame = sheet === before.sheet;
  const chosen = before.columns.map((c, i) => [c.index, flow.targets[i] ?? "", c.target] as const).filter(([, now, was]) => now !== was);
  takeView(view, new Map(isSame ? chosen.map(([index, now]) => [index, now]) : []));
  if (isSame) return;
  flow.typed.group = view.group;
  flow.typed.remember_as = view.remembered;
}

/** Whether a column's heading says nothing that is known, so that somebody has to say what it is. */
export function isUnknown(column: ImportColumn): boolean {
  return !column.is_known && !column.is_of_another && (column.target === "" || column.target === OWN);
}
/** Keeps a column as a new field of the office's own. */
export const OWN = "own.new";
export function setUnknown(target: string): void {
  flow.view?.columns.forEach((column, i) => {
    const now = flow.targets[i];
    if (isUnknown(column) && (now === "" || now === OWN)) flow.targets[i] = target;
  });
}

/** Every field may be replaced but those that stay; the contract asks for those that may. */
function overwrite(): string[] | null {
  if (flow.keeps.length === 0) return null;
  const all = [...(flow.view?.targets.map((t) => t.key) ?? []), ...(flow.plan?.fields.map((f) => f.key) ?? []), "place", "relation"];
  return [...new Set(all)].filter((key) => key !== "" && !flow.keeps.includes(key));
}
/** The options; `null` where one of them cannot be read, which is told at its field. */
function options(): ImportOptions | null {
  const { opening, match_by, estate, group, skips_hidden, remember_as } = flow.typed;
  const day = opening.trim() === "" ? "" : parseDay(opening, today.value);
  flow.faults = [];
  if (day === null) {
    flow.faults = [{ code: "date.unreadable", kind: "invalid", message: "日期请写成 20261001 或 2026.10.1 这样。", field: "opening_on", row: null, incident: null }];
    return null;
  }
  return { match_by, opening_on: day, estate: estate.trim(), overwrite: overwrite(), group, skips_hidden, remember_as: remember_as.trim() };
}

/** Plans with what was chosen and goes on to the result. */
export async function plan(): Promise<void> {
  const { view } = flow;
  const chosen = options();
  if (!view || !chosen) return;
  const request = { token: view.token, targets: [...flow.targets], options: chosen };
  const what = JSON.stringify(request);
  if (flow.plan && planned === what) {
    flow.step = 3;
    return;
  }
  if (mustTell && !decisions.isEmpty) {
    if (await planAgain()) flow.step = 3;
    return;
  }
  const found = await run("plan", () => planAtFields(request));
  if (!found) return;
  if (!decisions.isEmpty) announce("栏目或办法改过了，各行怎么办请重新看一遍。");
  decisions.clear();
  takePlan(found);
  planned = what;
  flow.step = 3;
}
/** Faults of fields stand at their fields, the others are told. */
async function planAtFields(request: Parameters<typeof call<"plan_import">>[1]): Promise<ImportPlan | null> {
  try {
    return await call("plan_import", request);
  } catch (error) {
    if (!(error instanceof Faults)) throw error;
    flow.faults = error.list.filter((f) => f.field === "opening_on");
    const others = error.list.filter((f) => f.field !== "opening_on");
    if (others.length > 0) throw new Faults(others);
    return null;
  }
}
function takePlan(found: ImportPlan): void {
  flow.plan = found;
  flow.hasDecisions = !decisions.isEmpty;
  flow.rowsRound += 1;
}

/** Plans again with the decisions made so far. */
async function planAgain(): Promise<boolean> {
  const { view } = flow;
  const chosen = options();
  if (!view || !chosen) return false;
  const request = { token: view.token, targets: [...flow.targets], options: chosen };
  const found = await run("plan", async () => {
    let result = await call("plan_import", request);
    for (const decision of decisions.requests(view.token)) result = await call("decide_import", decision);
    return result;
  });
  if (!found) {
    // It may have stopped between the plan and the decisions: what would be written is not what was shown.
    planned = "";
    flow.plan = null;
    mustTell = true;
    if (flow.step === 3) flow.step = 2;
    return false;
  }
  mustTell = false;
  takePlan(found);
  planned = JSON.stringify(request);
  return true;
}
/** Whether rows may replace what the ledger says in a field. */
export async function setOverwrite(key: string, may: boolean): Promise<void> {
  const before = flow.keeps;
  flow.keeps = may ? before.filter((k) => k !== key) : [...before, key];
  const own = round;
  if (!(await planAgain()) && own === round) flow.keeps = before;
}
/** Puts a text in the place of a cell and judges the rows anew; what was decided stays. Whether it was taken. */
export async function mendCell(row: number, column: number, text: string): Promise<boolean> {
  const { view } = flow;
  if (!view) return false;
  const done = await run("decide", () => call("mend_import_cell", { token: view.token, row, column, text }));
  if (!done) return false;
  flow.mended += 1;
  flow.mendedSheet = view.sheet;
  return await planAgain();
}
/** Takes back every decision. */
export async function forgetDecisions(): Promise<void> {
  decisions.clear();
  await planAgain();
}

export async function decideRows(rows: number[], decision: Decision): Promise<void> {
  const token = flow.view?.token;
  if (token === undefined || rows.length === 0) return;
  const found = await run("decide", () => call("decide_import", { token, rows, outcome: null, decision }));
  if (!found) return;
  decisions.ofRows(rows, decision);
  takePlan(found);
}
export async function decideAll(outcome: Outcome, decision: Decision): Promise<void> {
  const token = flow.view?.token;
  if (token === undefined) return;
  const found = await run("decide", () => call("decide_import", { token, rows: [], outcome, decision }));
  if (!found) return;
  decisions.ofOutcome(outcome, decision);
  takePlan(found);
}

/** Writes; goes on when the page is left. */
export async function commit(): Promise<void> {
  const token = flow.view?.token;
  if (token === undefined || flow.busy) return;
  const own = round;
  flow.step = 4;
  const done = await run("commit", () => call("commit_import", { token }));
  if (own !== round) return;
  if (!done) {
    flow.step = 3;
    // The rows are shown as they are now: that is what is to be looked at again.
    if (isStale) await planAgain();
    return;
  }
  flow.done = done;
  announce(done.said);
  await changed();
}

/** Runs the taking back of an import, with its progress. */
export function runUndo<T>(work: () => Promise<T>): Promise<T | null> {
  return run("undo", work);
}
/** Every page reads again what it shows; own fields may have come or gone. */
export async function changed(): Promise<void> {
  // Ctrl+Z must not reach behind the import.
  lastAct.value = null;
  reload();
  await reloadForms().catch(fail);
}
