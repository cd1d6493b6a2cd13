/** Keys of pages: registered while a page shows, listed under `?`. Single letters count only outside of fields. */
import { onBeforeUnmount, onMounted, shallowReactive } from "vue";

export interface Key {
  /** Like `F2`, `ctrl+s`, `p`. */
  keys: string;
  /** What it does, in words. */
  says: string;
  run: (event: KeyboardEvent) => void;
}

const pages = shallowReactive<Key[][]>([]);

/** The keys that work now, the innermost page first. */
export function activeKeys(): Key[] {
  return [...pages].reverse().flat();
}

export function useKeys(list: Key[]): void {
  onMounted(() => pages.push(list));
  onBeforeUnmount(() => {
    const at = pages.indexOf(list);
    if (at >= 0) pages.splice(at, 1);
  });
}

export function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const parts = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", key];
  return parts.filter(Boolean).join("+");
}

/** Whether keys typed now are text. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null;
  return !!at && (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable);
}

/** Whether an input method is choosing characters: its Enter and Escape are not ours. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

export function listenForKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.defaultPrevented) return;
    const name = nameOf(event);
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && event.key.length === 1;
    if (isPlain && isTyping(event)) return;
    const hasDialog = document.querySelector("[role=dialog]") !== null;
    const found = activeKeys().find((k) => k.keys.toLowerCase() === name.toLowerCase());
    if (!found) return;
    // An open dialog keeps the page under it still.
    const isInDialog = (event.target as HTMLElement | null)?.closest?.("[role=dialog]");
    if (hasDialog && !isInDialog && isPlain) return;
    event.preventDefault();
    found.run(event);
  });
}
