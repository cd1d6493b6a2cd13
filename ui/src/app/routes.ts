import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";
import { routes as help } from "../features/help/routes";
import { routes as history } from "../features/history/routes";
import { routes as imports } from "../features/import/routes";
import { routes as outgoing } from "../features/outgoing/routes";
import { routes as people } from "../features/people/routes";
import { routes as places } from "../features/places/routes";
import { routes as registers } from "../features/registers/routes";
import { routes as reports } from "../features/reports/routes";
import { routes as settings } from "../features/settings/routes";
import { routes as today } from "../features/today/routes";
import { closeMenu } from "../kit/menu";
import { mayLeaveDialogs } from "../kit/overlays";

/** Every page, one line a feature. `meta.manual` names the chapter that F1 opens, `meta.area` the entry that lights up. */
const routes: RouteRecordRaw[] = [
  ...today,
  ...people,
  ...places,
  ...registers,
  ...imports,
  ...outgoing,
  ...reports,
  ...history,
  ...settings,
  ...help,
  { path: "/:rest(.*)", redirect: "/today" },
];

export const router = createRouter({ history: createWebHashHistory(), routes });

// Back (its key and the mouse's too) leads away under an open dialog: what is typed there is asked for first.
router.beforeEach((to, from) => to.fullPath === from.fullPath || mayLeaveDialogs());
// A menu belongs to the page that it was opened on; a filter that is applied meanwhile changes only the address.
router.afterEach((to, from) => {
  if (to.path !== from.path) closeMenu();
});
