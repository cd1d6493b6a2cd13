/** Leaving a form with something typed in it. */
import { onBeforeRouteLeave, onBeforeRouteUpdate } from "vue-router";
import { mayLeave } from "../kit/ask";

/**
 * Asks 保存 · 不保存 · 接着填 before another page takes the place of the form, also one of the same kind. `store`
 * saves and tells whether it did; it does not go anywhere by itself.
 */
export function useUnsaved(isDirty: () => boolean, store: () => Promise<boolean>, drop: () => Promise<unknown> | void): void {
  const guard = async () => !isDirty() || (await mayLeave(store, drop));
  onBeforeRouteLeave(guard);
  onBeforeRouteUpdate(guard);
}
