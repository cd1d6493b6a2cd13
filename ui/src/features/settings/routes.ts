import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/settings", name: "settings", component: () => import("./SettingsPage.vue"), meta: { area: "settings", manual: "01-开始使用" } },
  { path: "/settings/users", name: "users", component: () => import("./UsersPage.vue"), meta: { area: "settings", manual: "08-用户与权限" } },
  { path: "/settings/backups", name: "backups", component: () => import("./BackupsPage.vue"), meta: { area: "settings", manual: "07-备份与恢复" } },
];
