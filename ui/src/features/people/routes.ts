import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/people", name: "people", component: () => import("./ListPage.vue"), meta: { area: "people", manual: "02-居民", keepKey: true } },
  { path: "/people/new", name: "person-new", component: () => import("./FormPage.vue"), meta: { area: "people", manual: "02-居民" } },
  { path: "/people/:id(\\d+)", name: "person", component: () => import("./CardPage.vue"), meta: { area: "people", manual: "02-居民" } },
  { path: "/people/:id(\\d+)/edit", name: "person-edit", component: () => import("./FormPage.vue"), meta: { area: "people", manual: "02-居民" } },
  { path: "/population", name: "population", component: () => import("./PopulationPage.vue"), meta: { area: "population", manual: "04-变动登记" } },
];
