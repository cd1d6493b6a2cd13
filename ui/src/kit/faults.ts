/** Faults that no form could mark: one dialog with the words and the next step. */
import { nextTick, reactive } from "vue";
import type { FaultOnWire } from "../contract";

export const shownFaults = reactive({ list: [] as FaultOnWire[], incident: null as null | string });

export function showFaults(list: FaultOnWire[]): void {
  shownFaults.list = list;
  shownFaults.incident = list.find((f) => f.incident)?.incident ?? null;
}

export function showIncident(incident: string): void {
  shownFaults.list = [
    {
      code: "bug.window",
      kind: "bug",
      message: "出了意料之外的问题，您填的内容还在。请记下编号，在“帮助”里保存日志交给维护人员。",
      field: null,
      row: null,
      incident,
    },
  ];
  shownFaults.incident = incident;
}

export function clearFaults(): void {
  shownFaults.list = [];
  shownFaults.incident = null;
}

/** After faults were marked: the first marked field of the dialog on top takes the focus. */
export async function focusFirstMarked(): Promise<void> {
  await nextTick();
  const dialog = [...document.querySelectorAll("[role=dialog]")].at(-1);
  dialog?.querySelector<HTMLElement>("input[aria-invalid=true], select[aria-invalid=true], textarea[aria-invalid=true]")?.focus();
}

/** The faults of one field, in words. */
export function faultsAt(list: FaultOnWire[], field: string): FaultOnWire[] {
  return list.filter((f) => f.field === field);
}
