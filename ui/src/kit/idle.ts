/** Locks after minutes without a hand on keys or mouse; not in the middle of work that somebody waits for. */
import { onBeforeUnmount, onMounted, ref } from "vue";

const SIGNS = ["keydown", "mousedown", "mousemove", "wheel"];

/** `minutes` of 0: never. While `works`, the minutes do not run. `left` is what the foot of the window says. */
export function useIdle(minutes: () => number, lock: () => void, works: () => boolean = () => false) {
  const left = ref(0);
  let lastSign = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const stay = () => {
    lastSign = Date.now();
  };
  onMounted(() => {
    stay();
    for (const sign of SIGNS) window.addEventListener(sign, stay, { passive: true });
    timer = setInterval(() => {
      const all = minutes();
      if (works()) stay();
      if (all === 0) return;
      const idle = (Date.now() - lastSign) / 60_000;
      left.value = Math.max(0, Math.ceil(all - idle));
      if (idle >= all) lock();
    }, 1000);
  });
  onBeforeUnmount(() => {
    clearInterval(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, stay);
  });
  return { left };
}
