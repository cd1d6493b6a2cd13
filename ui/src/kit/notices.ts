/** The quiet line at the bottom: what was done, with 撤销 for eight seconds. */
import { reactive } from "vue";

export const notice = reactive({ text: "", undo: null as null | (() => void) });
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string, undo?: () => void): void {
  clearTimeout(timer);
  notice.text = text;
  notice.undo = undo ?? null;
  timer = setTimeout(clearNotice, 8000);
}

export function clearNotice(): void {
  notice.text = "";
  notice.undo = null;
}
