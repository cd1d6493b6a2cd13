/** Enter in a form goes to the next field. */
import { isComposing } from "./keys";

/** The fields of a form in the order of the page. */
function fieldsIn(box: HTMLElement): HTMLElement[] {
  const all = box.querySelectorAll<HTMLElement>("input, select, textarea");
  return [...all].filter((e) => !e.matches(":disabled, [tabindex='-1']"));
}

/** For a form's keydown: goes on, unless the field or the input method needs Enter itself; from the last field to `after`. */
export function goOnWithEnter(event: KeyboardEvent, box: HTMLElement | undefined, after?: HTMLElement): void {
  const at = event.target as HTMLElement;
  if (event.key !== "Enter" || isComposing(event) || event.defaultPrevented || event.ctrlKey || !box) return;
  if (!at.matches("input, select")) return;
  event.preventDefault();
  const all = fieldsIn(box);
  (all[all.indexOf(at) + 1] ?? after)?.focus();
}

/** Enter in a small form: it goes on to the next field, and in the last one sends the form. */
export function goOnOrSend(event: KeyboardEvent): void {
  const form = event.currentTarget as HTMLElement;
  if (event.key !== "Enter") return;
  // An input method's Enter would send the form.
  if (isComposing(event)) event.preventDefault();
  else if (event.target !== fieldsIn(form).at(-1)) goOnWithEnter(event, form);
}
