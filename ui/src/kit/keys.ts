/** Keys of pages: registered while a page shows, listed under `?`. Single letters count only outside of fields. */
import { onBeforeUnmount, onMounted, shallowReactive } from "vue";

export interface Key {
  /** Like `F2`, `ctrl+s`, `ctrl+shift+z`, `p`. */
  keys: string;
  /** What it does, in words. */
  says: string;
  run: (event: KeyboardEvent) => void;
  /** Works under an open dialog too, like locking and the size of the text. */
  isAlways?: boolean;
}

/** What pages registered, the outermost first; edges mark where a dialog opened. */
const layers = shallowReactive<Key[][]>([]);
const edges = new WeakSet<Key[]>();

/** The keys that work now, the innermost page first; of several for one key only the one that runs. */
export function activeKeys(): Key[] {
  const all = [...layers].reverse().flat();
  return all.filter((key, i) => all.findIndex((k) => isSame(k.keys, key.keys)) === i);
}

export function useKeys(list: Key[]): void {
  onMounted(() => layers.push(list));
  onBeforeUnmount(() => remove(list));
}

/** A dialog opens: keys registered before rest until it closes. Called in `setup`, so before its content registers keys. */
export function useDialogKeys(): void {
  const edge: Key[] = [];
  edges.add(edge);
  layers.push(edge);
  onBeforeUnmount(() => remove(edge));
}

function remove(list: Key[]): void {
  const at = layers.indexOf(list);
  if (at >= 0) layers.splice(at, 1);
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Shift is named with letters and named keys only; with signs it is part of the sign. */
export function nameOf(event: KeyboardEvent): string {
  const isSign = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase();
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const parts = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", event.shiftKey && !isSign ? "shift" : "", key];
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

/** Undo and redo of the text in a field belong to the field. */
const TEXT_KEYS = ["ctrl+z", "ctrl+shift+z", "ctrl+y"];

function onKey(event: KeyboardEvent): void {
  // The Enter that takes a word of the input method sends no form.
  if (isComposing(event) && event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
  if (isComposing(event) || event.defaultPrevented) return;
  const name = nameOf(event);
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && event.key.length === 1;
  if (isTyping(event) && (isPlain || TEXT_KEYS.includes(name))) return;
  const found = [...layers].reverse().flat().filter((k) => isSame(k.keys, name));
  const isUnderDialog = document.querySelector("[role=dialog]") !== null;
  const edge = layers.findLastIndex((list) => edges.has(list));
  const inDialog = edge < 0 ? [] : layers.slice(edge).flat();
  const key = isUnderDialog ? found.find((k) => k.isAlways || inDialog.includes(k)) : found[0];
  // The dialog keeps the page under it still, and the web view's own answer to the page's key (load again, print) too.
  if (key || (found.length > 0 && !isPlain)) event.preventDefault();
  key?.run(event);
}

export function listenForKeys(): void {
  window.addEventListener("keydown", onKey);
}
