/** Whether something was typed in the fields of a box since it opened; typed and taken back is nothing. */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isControl = (at: unknown): at is Control => at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement;
const valueOf = (control: Control) => (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type) ? String(control.checked) : control.value);

export function watchTyping() {
  const starts = new Map<Control, string>();
  const touched = new Set<Control>();
  function noteStart(at: unknown): void {
    if (isControl(at) && !starts.has(at)) starts.set(at, valueOf(at));
  }
  return {
    /** A field as it is before somebody types in it. */
    noteStart,
    noteAll: (box: HTMLElement): void => box.querySelectorAll("input, select, textarea").forEach(noteStart),
    /** For input: what the program fills in by itself is nothing typed. */
    noteTyped: (event: Event): void => {
      if (isControl(event.target)) touched.add(event.target);
    },
    hasBegun: (): boolean => touched.size > 0,
    isTyped: (): boolean => [...touched].some((control) => control.isConnected && starts.get(control) !== valueOf(control)),
  };
}
