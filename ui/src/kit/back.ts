/** Going back to where somebody came from. */
import type { RouteLocationRaw, Router } from "vue-router";

/** `otherwise`: where to go from the first page that was opened. */
export function goBack(router: Router, otherwise: RouteLocationRaw): void {
  if (router.options.history.state.back) router.back();
  else void router.push(otherwise);
}
