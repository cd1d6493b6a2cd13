/** Rows pasted on a page that has no field for them: Ctrl+V of what was copied from Excel, WPS or LibreOffice. */
import { onBeforeUnmount, onMounted } from "vue";
import { isTyping } from "../../kit/keys";

export function usePastedRows(take: (text: string) => void): void {
  let catcher: HTMLTextAreaElement | null = null;
  let before: Element | null = null;
  let wasPasted = false;

  function drop(): void {
    catcher?.remove();
    catcher = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    before = null;
  }
  function done(text: string): void {
    wasPasted = false;
    drop();
    take(text);
  }
  /** Web views paste into a field only, so there is one for the moment. */
  function onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "v" || isTyping(event)) return;
    if (catcher || document.querySelector("[role=dialog]")) return;
    before = document.activeElement;
    catcher = document.createElement("textarea");
    catcher.className = "sr-only";
    catcher.setAttribute("aria-label", "粘贴表格内容");
    catcher.addEventListener("input", () => done(catcher?.value ?? ""));
    document.body.append(catcher);
    catcher.focus();
    setTimeout(() => (wasPasted ? done("") : drop()), 400);
  }
  function onPaste(event: ClipboardEvent): void {
    const at = event.target;
    const isField = at !== catcher && at instanceof HTMLElement && at.matches("input, textarea, select, [contenteditable]");
    if (isField || document.querySelector("[role=dialog]")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // LibreOffice copies a picture of the cells too; WebKitGTK then tells a page no text, but pastes it into a field.
    if (text === "" && catcher && at === catcher) {
      wasPasted = true;
      return;
    }
    event.preventDefault();
    done(text);
  }
  onMounted(() => {
    window.addEventListener("keydown", onKey, true);
    document.addEventListener("paste", onPaste);
  });
  onBeforeUnmount(() => {
    window.removeEventListener("keydown", onKey, true);
    document.removeEventListener("paste", onPaste);
    drop();
  });
}
