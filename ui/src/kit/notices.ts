/** The quiet line at the bottom: what was done, with 撤销 for eight seconds. */
import { reactive } from "vue";

export const notice = reactive({ text: "", undo: null as null | (() => void) });
let timer: ReturnType<typeof setTimeout> | undefined;

/** `stays`: of work that is still going on, until the next notice or `clearNotice`. */
export function announce(text: string, undo?: () => void, options: { stays?: boolean } = {}): void {
  clearTimeout(timer);
  notice.text = text;
  notice.undo = undo ?? null;
  if (!options.stays) timer = setTimeout(clearNotice, 8000);
}

export function clearNotice(): void {
  clearTimeout(timer);
  notice.text = "";
  notice.undo = null;
}
