/** Which dialog lies on top: only that one takes focus and keys. */
import { computed, shallowReactive } from "vue";

interface Open {
  /** Asks where something was typed; whether the dialog is closed or may be. */
  mayClose: () => Promise<boolean>;
}
const open = shallowReactive<Open[]>([]);
/** Whether a dialog is open: what shows beside it keeps off its buttons. */
export const hasDialog = computed(() => open.length > 0);

export interface Overlay {
  /** Whether no other dialog lies over this one. */
  isLast: () => boolean;
  /** Whether no dialog is open beside this one. */
  isAlone: () => boolean;
  close: () => void;
}

/** Before another page takes the place of what lies under the dialogs: asks those with something typed, the top one first. */
export async function mayLeaveDialogs(): Promise<boolean> {
  for (const dialog of [...open].reverse()) if (!(await dialog.mayClose())) return false;
  return true;
}

export function opensOver(mayClose: () => Promise<boolean>): Overlay {
  const own: Open = { mayClose };
  open.push(own);
  return {
    isLast: () => open.at(-1) === own,
    isAlone: () => open.every((one) => one === own),
    close: () => {
      const at = open.indexOf(own);
      if (at >= 0) open.splice(at, 1);
    },
  };
}
