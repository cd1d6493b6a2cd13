/** Rows pasted on a page that has no field for them: Ctrl+V of what was copied from Excel, WPS or LibreOffice. */
import { onBeforeUnmount, onMounted } from "vue";
import { isTyping } from "../../kit/keys";

export function usePastedRows(take: (text: string) => void): void {
  let catcher: HTMLTextAreaElement | null = null;
  let before: Element | null = null;

  function drop(): void {
    catcher?.remove();
    catcher = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    before = null;
  }
  /** Web views paste into a field only, so there is one for the moment. */
  function onKey(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "v" || isTyping(event)) return;
    if (catcher || document.querySelector("[role=dialog]")) return;
    before = document.activeElement;
    catcher = document.createElement("textarea");
    catcher.className = "sr-only";
    catcher.setAttribute("aria-label", "粘贴表格内容");
    document.body.append(catcher);
    catcher.focus();
    setTimeout(drop, 200);
  }
  function onPaste(event: ClipboardEvent): void {
    const at = event.target;
    const isField = at !== catcher && at instanceof HTMLElement && at.matches("input, textarea, select, [contenteditable]");
    if (isField || document.querySelector("[role=dialog]")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    event.preventDefault();
    drop();
    take(text);
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
