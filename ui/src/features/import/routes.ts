import type { RouteRecordRaw } from "vue-router";

const page = () => import("./ImportPage.vue");
const manual = "11-导入";
export const routes: RouteRecordRaw[] = [
  { path: "/import/:kind(residents)", name: "import", component: page, meta: { area: "people", manual, keepKey: true } },
  { path: "/import/:kind", name: "import-register", component: page, meta: { area: "registers", manual, keepKey: true } },
  { path: "/imports", name: "imports", component: () => import("./PastPage.vue"), meta: { area: "history", manual } },
];
