import type { RouteRecordRaw } from "vue-router";

const meta = { area: "registers", manual: "06-登记簿" };
export const routes: RouteRecordRaw[] = [
  { path: "/registers", name: "registers", component: () => import("./IndexPage.vue"), meta },
  { path: "/registers/:key", name: "register", component: () => import("./ListPage.vue"), meta: { ...meta, keepKey: true } },
  { path: "/registers/:key/new", name: "row-new", component: () => import("./FormPage.vue"), meta },
  { path: "/registers/:key/:id(\\d+)", name: "row", component: () => import("./FormPage.vue"), meta },
];
