import type { RouteRecordRaw } from "vue-router";

// keepKey: what stands behind the `?` of the address changes while the page stays.
const meta = { area: "places", manual: "03-房屋与户" };
export const routes: RouteRecordRaw[] = [
  { path: "/places", name: "places", component: () => import("./TreePage.vue"), meta },
  { path: "/places/:table(dwellings|households|grids|estates|buildings)", name: "place-list", component: () => import("./ListPage.vue"), meta: { ...meta, keepKey: true } },
  { path: "/places/:table(dwellings|households|grids|estates|buildings)/new", name: "place-new", component: () => import("./FormPage.vue"), meta },
  { path: "/places/:table(dwellings|households|grids|estates|buildings)/:id(\\d+)/edit", name: "place-edit", component: () => import("./FormPage.vue"), meta },
  { path: "/dwelling/:id(\\d+)", name: "dwelling", component: () => import("./DwellingPage.vue"), meta },
  { path: "/household/:id(\\d+)", name: "household", component: () => import("./HouseholdPage.vue"), meta },
  { path: "/chart/:id(\\d+)", name: "chart", component: () => import("./ChartPage.vue"), meta: { ...meta, keepKey: true } },
];
