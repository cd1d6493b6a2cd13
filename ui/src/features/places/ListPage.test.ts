import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { answerWith } from "../../host";
import { forms, reload, status } from "../../host/office";
import { shownFaults } from "../../kit/faults";
import HouseholdPage from "./HouseholdPage.vue";
import ListPage from "./ListPage.vue";

vi.mock("../../host", async (original) => ({ ...(await original<typeof import("../../host")>()), chooseSaveFile: () => Promise.resolve("/房屋.xlsx") }));
enableAutoUnmount(afterEach);
const exported: { leaving: { list: Record<string, unknown> } }[] = [];
let isThere = true;
beforeEach(() => {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  exported.length = 0;
  isThere = true;
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { rights: [{ area: "residents", level: "write" }] } } as never;
  const columns = [{ key: "place", title: "住址", width: 8, align: "left", is_default: true, is_sortable: true }];
  forms.value = { forms: [{ key: "dwellings", title: "房屋", about: "", columns, fields: [], is_register: false, is_struck: false, may_write: true }] } as never;
  answerWith((name, payload) => {
    if (name === "export_file") exported.push(payload as (typeof exported)[number]);
    if (name === "get_household" && !isThere) return Promise.reject([{ code: "record.gone", kind: "not_found", message: "这条记录不在了。", field: null, row: null, incident: null }]);
    const replies: Record<string, unknown> = {
      name_file: { name: "房屋" },
      export_file: { file: "/房屋.xlsx", said: "已导出" },
      list_places: { total: 1, offset: 0, rows: [{ id: 1, revision: 1, cells: ["3-2-501"], mark: null }] },
      get_household: { id: 3, title: "王建国户", hukou_count: 0, living_count: 0, warnings: [], registered: [], living: [], facts: [], dwelling_id: null, address: "" },
    };
    return Promise.resolve(replies[name]);
  });
});
afterEach(() => (document.body.innerHTML = ""));
async function opened(path: string) {
  const Empty = { template: "<p></p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/places", name: "places", component: Empty },
      { path: "/places/:table", name: "place-list", component: ListPage },
      { path: "/household/:id", name: "household", component: HouseholdPage },
      { path: "/history", name: "history", component: Empty },
    ],
  });
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return page;
}

it("exports what stands in the search box, not what stood there before", async () => {
  const page = await opened("/places/dwellings");
  await page.find("input[aria-label=查找]").setValue("3-2");
  await page.findAll("button").find((b) => b.text() === "导出表格")!.trigger("click");
  await flushPromises();
  expect(exported[0]!.leaving.list).toMatchObject({ table: "dwellings", text: "3-2" });
});
it("says that a household is away that was taken back while it shows, without calling it a failure", async () => {
  const page = await opened("/household/3");
  expect(page.find("h1").text()).toBe("王建国户");
  isThere = false;
  reload();
  await flushPromises();
  expect(shownFaults.list).toEqual([]);
  expect(page.text()).toContain("这条记录不在了");
});
