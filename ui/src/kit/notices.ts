/** The quiet line at the bottom: what was done, with 撤销 or another thing to do for eight seconds. */
import { reactive } from "vue";

interface Step {
  label: string;
  run: () => void;
}
export const notice = reactive({ text: "", step: null as null | Step, /** How high the bar is that it must not cover, in px. */ foot: 0 });
let timer: ReturnType<typeof setTimeout> | undefined;

/** `stays`: of work that is still going on, until the next notice or `clearNotice`; `label`: of what `next` does. */
export function announce(text: string, next?: () => void, options: { stays?: boolean; label?: string } = {}): void {
  clearTimeout(timer);
  notice.text = text;
  notice.step = next ? { label: options.label ?? "撤销", run: next } : null;
  // What is long takes longer to read.
  if (!options.stays) timer = setTimeout(clearNotice, 8000 + 150 * Math.max(0, text.length - 40));
}

/** A bar at the foot of the page, so high in px; 0 for none. */
export function keepAbove(height: number): void {
  notice.foot = height;
}

export function clearNotice(): void {
  clearTimeout(timer);
  notice.text = "";
  notice.step = null;
}
