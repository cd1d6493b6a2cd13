import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/preview", name: "preview", component: () => import("./PreviewPage.vue"), meta: { manual: "12-导出与打印" } },
];
