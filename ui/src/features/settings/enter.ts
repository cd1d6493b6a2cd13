/** Enter in a small form: it goes on to the next field, and in the last one sends the form. */
import { goOnWithEnter } from "../../kit/enter";
import { isComposing } from "../../kit/keys";

export function goOnOrSend(event: KeyboardEvent): void {
  const form = event.currentTarget as HTMLElement;
  if (event.key !== "Enter") return;
  // An input method's Enter would send the form.
  if (isComposing(event)) event.preventDefault();
  else if (event.target !== [...form.querySelectorAll("input, select")].at(-1)) goOnWithEnter(event, form);
}
