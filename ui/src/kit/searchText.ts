/** The text of a search box: applied when typing rests, and following the filter where that changes elsewhere. */
import { onBeforeUnmount, ref, watch } from "vue";

const REST_MS = 200;

export function useSearchText(applied: () => string, apply: (text: string) => void) {
  const text = ref(applied());
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  /** For input and the end of composing. */
  function typed(event: Event): void {
    if ((event as InputEvent).isComposing) return;
    text.value = (event.target as HTMLInputElement).value;
    stop();
    timer = setTimeout(applyNow, REST_MS);
  }
  function applyNow(): void {
    stop();
    apply(text.value);
  }
  /** Whether something is typed that does not count yet. */
  const isOpen = () => text.value !== applied();
  // Whoever is still typing is ahead of the filter.
  watch(applied, (next) => {
    if (timer === undefined) text.value = next;
  });
  onBeforeUnmount(stop);
  return { text, typed, applyNow, stop, isOpen };
}
