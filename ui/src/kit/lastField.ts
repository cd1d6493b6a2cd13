/** The field that had the focus last, also while a button or a link has it. */
let last: HTMLElement | null = null;

document.addEventListener("focusin", (event) => {
  const at = event.target;
  if (at instanceof HTMLElement && at.matches("input, select, textarea")) last = at;
});

export function lastField(): HTMLElement | null {
  return last?.isConnected ? last : null;
}
