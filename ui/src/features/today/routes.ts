import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/today", name: "today", component: () => import("./TodayPage.vue"), meta: { area: "today", manual: "01-开始使用" } },
];
