import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/help", name: "help", component: () => import("./HelpPage.vue"), meta: { keepKey: true, area: "help", manual: "01-开始使用" } },
];
