/** Which dialog lies on top: only that one takes focus and keys. */
import { computed, shallowReactive } from "vue";

const open = shallowReactive<symbol[]>([]);
/** Whether a dialog is open: what shows beside it keeps off its buttons. */
export const hasDialog = computed(() => open.length > 0);

export interface Overlay {
  /** Whether no other dialog lies over this one. */
  isLast: () => boolean;
  close: () => void;
}

export function opensOver(): Overlay {
  const own = Symbol("dialog");
  open.push(own);
  return {
    isLast: () => open.at(-1) === own,
    close: () => {
      const at = open.indexOf(own);
      if (at >= 0) open.splice(at, 1);
    },
  };
}
