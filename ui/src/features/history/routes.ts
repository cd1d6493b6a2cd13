import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/history", name: "history", component: () => import("./HistoryPage.vue"), meta: { area: "history", manual: "04-变动登记" } },
  { path: "/bin", name: "bin", component: () => import("./BinPage.vue"), meta: { area: "history", manual: "04-变动登记" } },
];
