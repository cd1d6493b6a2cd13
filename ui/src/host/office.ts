/** What the whole window knows: where the program stands, its forms, and what writes changed. */
import { computed, reactive, ref, shallowRef } from "vue";
import type { Area, FormInfo, Forms, Status, Touched, Written } from "../contract";
import { call, Faults } from ".";
import { showFaults, showIncident } from "../kit/faults";
import { announce } from "../kit/notices";

export const status = shallowRef<Status | null>(null);
export const forms = shallowRef<Forms | null>(null);
/** Counts up with every write, so that pages load again; `touched` says what changed. */
export const changes = reactive({ count: 0, touched: [] as Touched[] });
export const lastAct = ref<number | null>(null);

export async function takeStatus(next: Status): Promise<void> {
  const wasOpen = status.value?.stage === "open" && status.value.folder === next.folder;
  if (next.stage === "open" && (!wasOpen || status.value?.user?.id !== next.user?.id)) {
    await reloadForms();
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
  lastAct.value = written.act_id;
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

export async function undo(act: number): Promise<void> {
  try {
    const written = await call("undo_act", { act_id: act });
    // The line takes it back again; Ctrl+Z twice does not.
    tell(written);
    lastAct.value = null;
  } catch (error) {
    fail(error);
  }
}

/** Shows what went wrong; forms mark their own fields before they come here. */
export function fail(error: unknown): void {
  if (error instanceof Faults) {
    if (!error.has("session.locked")) showFaults(error.list);
    return;
  }
  void report(error);
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
