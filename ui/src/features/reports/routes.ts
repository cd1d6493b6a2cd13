import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/reports", name: "reports", component: () => import("./MonthPage.vue"), meta: { area: "reports", manual: "13-社区月报" } },
];
