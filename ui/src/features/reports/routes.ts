import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/reports", name: "reports", component: () => import("./ReportPage.vue"), meta: { area: "reports", manual: "13-社区月报", keepKey: true } },
  { path: "/reports/ready", name: "ready", component: () => import("./ReadyPage.vue"), meta: { area: "reports", manual: "12-导出与打印" } },
  { path: "/reports/paper", name: "paper", component: () => import("./PaperPage.vue"), meta: { area: "reports", manual: "12-导出与打印", keepKey: true } },
  { path: "/reports/forms", name: "report-forms", component: () => import("./FormsPage.vue"), meta: { area: "reports", manual: "13-社区月报" } },
];
