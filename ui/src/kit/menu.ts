/** The program's own menus: on right click, under a button, and in the place of the web view's drop-downs. One is open at a time. */
import { reactive } from "vue";

export interface MenuItem {
  label: string;
  /** The key that does the same, in words. */
  keys?: string;
  /** Of several the one that holds. */
  isChosen?: boolean;
  isOff?: boolean;
  /** A heading of what follows: nothing to choose. */
  isHeading?: boolean;
  run: () => void;
}
export interface MenuPlace {
  x: number;
  y: number;
  /** At least so wide, in px: a drop-down is as wide as its field. */
  width?: number;
  /** The upper edge of what it belongs to: where there is no room below, it opens above that. */
  top?: number;
}

export const menu = reactive({ items: [] as MenuItem[], place: { x: 0, y: 0 } as MenuPlace, label: "", keepsFocus: false });

/** `keepsFocus`: of a field that must not be left, like one with a text half typed. */
export function openMenu(place: MenuPlace, items: MenuItem[], label: string, options: { keepsFocus?: boolean } = {}): void {
  if (items.length === 0) return;
  menu.items = items;
  menu.place = place;
  menu.label = label;
  menu.keepsFocus = options.keepsFocus ?? false;
}
export function closeMenu(): void {
  menu.items = [];
}
/** Under a button or field. */
export function under(element: Element): MenuPlace {
  const box = element.getBoundingClientRect();
  return { x: box.left, y: box.bottom, width: box.width, top: box.top };
}

/** The choices of a drop-down as a menu. */
export function openSelect(select: HTMLSelectElement): void {
  const items: MenuItem[] = [];
  let group: Element | null = null;
  for (const option of select.options) {
    const parent = option.parentElement instanceof HTMLOptGroupElement ? option.parentElement : null;
    if (parent && parent !== group) items.push({ label: parent.label, isHeading: true, run: () => undefined });
    group = parent;
    items.push({
      label: option.label || option.text,
      isChosen: option.selected,
      isOff: option.disabled,
      run: () => {
        if (select.value === option.value) return;
        select.value = option.value;
        select.dispatchEvent(new Event("input", { bubbles: true }));
        select.dispatchEvent(new Event("change", { bubbles: true }));
      },
    });
  }
  select.focus();
  openMenu(under(select), items, select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent?.trim().slice(0, 20) ?? "选一个");
}

const selectOf = (event: Event): HTMLSelectElement | null => {
  const at = event.target instanceof Element ? event.target.closest("select") : null;
  return at && !at.disabled && !at.multiple && at.size <= 1 ? at : null;
};
function onMouse(event: MouseEvent): void {
  const select = event.button === 0 ? selectOf(event) : null;
  if (!select) return;
  // The web view's own list has a size of its own, whatever 字号 is chosen.
  event.preventDefault();
  openSelect(select);
}
function onKey(event: KeyboardEvent): void {
  const opens = event.key === "F4" || (event.key === " " && !event.ctrlKey && !event.altKey) || (event.altKey && event.key === "ArrowDown");
  const select = opens ? selectOf(event) : null;
  if (!select) return;
  event.preventDefault();
  event.stopPropagation();
  openSelect(select);
}

function isField(at: EventTarget | null): at is HTMLInputElement | HTMLTextAreaElement {
  return at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|file|range)$/.test(at.type));
}
/** Where a page has no menu of its own: that of a text field, or of text that is marked, or none. Never the web view's. */
function onContextMenu(event: MouseEvent, tell: (text: string) => void): void {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const place = { x: event.clientX, y: event.clientY };
  const marked = document.getSelection()?.toString() ?? "";
  if (!isField(event.target)) {
    if (marked.trim() !== "") openMenu(place, [{ label: "复制", keys: "Ctrl+C", run: () => void document.execCommand("copy") }], "文字", { keepsFocus: true });
    return;
  }
  const field = event.target;
  field.focus();
  const isShut = field.readOnly || field.disabled;
  const isSecret = field.type === "password";
  const hasMarked = field.selectionStart !== field.selectionEnd;
  openMenu(
    place,
    [
      { label: "剪切", keys: "Ctrl+X", isOff: isShut || isSecret || !hasMarked, run: () => void document.execCommand("cut") },
      { label: "复制", keys: "Ctrl+C", isOff: isSecret || !hasMarked, run: () => void document.execCommand("copy") },
      { label: "粘贴", keys: "Ctrl+V", isOff: isShut, run: () => void pasteInto(field, tell) },
      { label: "全选", keys: "Ctrl+A", isOff: field.value === "", run: () => field.select() },
    ],
    "文字",
    { keepsFocus: true },
  );
}
async function pasteInto(field: HTMLInputElement | HTMLTextAreaElement, tell: (text: string) => void): Promise<void> {
  try {
    const text = await navigator.clipboard.readText();
    field.focus();
    field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    tell("请按 Ctrl+V 粘贴。");
  }
}

/** Puts the program's menus in the place of the web view's; returns how to stop. */
export function useOwnMenus(tell: (text: string) => void): () => void {
  const onRight = (event: MouseEvent) => onContextMenu(event, tell);
  document.addEventListener("mousedown", onMouse);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("contextmenu", onRight);
  return () => {
    document.removeEventListener("mousedown", onMouse);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("contextmenu", onRight);
  };
}
