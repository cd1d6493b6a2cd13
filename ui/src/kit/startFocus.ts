/** Where the focus is when a page has opened. */
import { nextTick, onMounted } from "vue";

/** The link or key that led here may be gone with its page: then what `find` gives has the focus, not nothing. */
export function useStartFocus(find: () => HTMLElement | null | undefined): void {
  onMounted(async () => {
    await nextTick();
    const at = document.activeElement;
    if (at === null || at === document.body) find()?.focus({ preventScroll: true });
  });
}
