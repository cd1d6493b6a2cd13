/** What the whole window knows: where the program stands, its forms, and what writes changed. */
import { computed, reactive, ref, shallowRef } from "vue";
import type { Area, FormInfo, Forms, Status, Touched, Written } from "../contract";
import { call, Faults } from ".";
import { asked } from "../kit/ask";
import { clearFaults, showFaults, showIncident } from "../kit/faults";
import { closeMenu } from "../kit/menu";
import { announce, clearNotice } from "../kit/notices";
import { making } from "./making";

export const status = shallowRef<Status | null>(null);
export const forms = shallowRef<Forms | null>(null);
/** Counts up with every write, so that pages load again; `touched` says what changed. */
export const changes = reactive({ count: 0, touched: [] as Touched[] });
/** What this user wrote since the ledger was opened and did not take back, the oldest first: Ctrl+Z goes back through it. */
const acts = ref<number[]>([]);
/** What Ctrl+Z takes back next. */
export const lastAct = computed({
  get: () => acts.value.at(-1) ?? null,
  // Work that cannot be taken back step by step: nothing before it is reached.
  set: (act) => (acts.value = act === null ? [] : [...acts.value, act]),
});

/** Who worked here last, and whether that was for practice; stays through a lock. */
let worker: string | null = null;
let onOther: () => unknown = () => undefined;
/** Called before the window opens to somebody else than before the lock: that page may be none of theirs. */
export function onOtherUser(listener: () => unknown): void {
  onOther = listener;
}

/** Everything that lies over the page goes, each with its safe answer: a locked window names nobody. */
export function closeDialogs(): void {
  asked.answer?.(false);
  making.answer?.(null);
  clearFaults();
  closeMenu();
  clearNotice();
}

export async function takeStatus(next: Status): Promise<void> {
  const isOpen = status.value?.stage === "open";
  const wasOpen = isOpen && status.value?.folder === next.folder;
  const isSame = wasOpen && next.stage === "open" && status.value?.user?.id === next.user?.id;
  if (isOpen && !isSame) closeDialogs();
  if (next.stage === "open" && !isSame) {
    const now = `${next.is_practice ? "practice" : "own"} ${next.user?.id ?? ""}`;
    await reloadForms();
    // What was refused or asked before this one came is nothing to them.
    closeDialogs();
    if (worker !== null && worker !== now) await onOther();
    worker = now;
  }
  if (next.stage !== "open") lastAct.value = null;
  status.value = next;
  if (next.notices.length > 0) announce(next.notices.map((n) => n.message).join(" "));
}

/** Reads the forms again: an import may have made fields of the office's own, or taken them back. */
export async function reloadForms(): Promise<void> {
  forms.value = await call("describe_forms", {});
}

export async function refreshStatus(): Promise<void> {
  await takeStatus(await call("get_status", {}));
}

export function formOf(key: string): FormInfo | undefined {
  return forms.value?.forms.find((f) => f.key === key);
}

export function may(area: Area, level: "read" | "write"): boolean {
  const right = status.value?.user?.rights.find((r) => r.area === area);
  return right?.level === "write" || (level === "read" && right?.level === "read");
}

export const today = computed(() => status.value?.today ?? "");

/** Tells of a write: the quiet line with 撤销, and every page that shows what changed. */
export function tell(written: Written): void {
  acts.value = [...acts.value, written.act_id];
  changes.touched = written.touched;
  changes.count += 1;
  const warnings = written.warnings.map((w) => w.message).join(" ");
  announce(`${written.said}${warnings ? ` · 请核对：${warnings}` : ""}`, () => undo(written.act_id));
}

/** Makes every page that shows what is in the ledger load again. */
export function reload(): void {
  changes.touched = [];
  changes.count += 1;
}

let isUndoing = false;
export async function undo(act: number): Promise<void> {
  // A key that is held down undoes step by step, each on what the one before left.
  if (isUndoing) return;
  isUndoing = true;
  try {
    const written = await call("undo_act", { act_id: act });
    const isStep = acts.value.includes(act);
    tell(written);
    // The line takes it back again; Ctrl+Z goes on to what was done before.
    if (isStep) acts.value = acts.value.filter((a) => a !== act && a !== written.act_id);
  } catch (error) {
    // What a rule keeps from being taken back is told once; the next Ctrl+Z goes on to what was done before.
    const isRefused = error instanceof Faults && error.list.every((f) => ["refused", "conflict", "not_found"].includes(f.kind));
    if (isRefused) acts.value = acts.value.filter((a) => a !== act);
    fail(error);
  } finally {
    isUndoing = false;
  }
}

/** Ctrl+Z: the step before, or a word that there is none. */
export async function undoLast(): Promise<void> {
  if (lastAct.value !== null) await undo(lastAct.value);
  else announce("没有可以撤销的了，更早的请到“修改记录”里撤销。");
}

/** Whether a record is away: what a page shows may be taken away by the very act that it is told of, and that is no failure. */
export function isGone(error: unknown): boolean {
  return error instanceof Faults && error.has("record.gone");
}

/** Shows what went wrong; forms mark their own fields before they come here. */
export function fail(error: unknown): void {
  if (error instanceof Faults) {
    if (!error.has("session.locked")) showFaults(error.list);
    return;
  }
  void report(error);
}

/** What went wrong in words, to stand at the field that it is about; what nobody foresaw is told aloud besides. */
export function wordsOf(error: unknown, unforeseen: string): string {
  if (error instanceof Faults) return error.list.map((f) => f.message).join(" ");
  fail(error);
  return unforeseen;
}

/** An error that nobody foresaw: only its kind and the places in the program's own files go to the log. */
export async function report(error: unknown): Promise<void> {
  const kind = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.match(/[\w.-]+\.js:\d+:\d+/g)?.slice(0, 20).join(" ") ?? "";
  try {
    const { incident } = await call("report_window_error", { trace: `${kind} ${places}` });
    showIncident(incident);
  } catch {
    showIncident("");
  }
}
