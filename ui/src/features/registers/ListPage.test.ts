import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import type { ListRows } from "../../contract";
import { answerWith } from "../../host";
import { forms, status } from "../../host/office";
import ListPage from "./ListPage.vue";
import { routes } from "./routes";

const column = { key: "used_on", title: "用印日期", width: 8, align: "center", is_default: true, is_sortable: true };
const field = { key: "seal_name", label: "印章名称", input: "choice", choices: [{ word: "branch", label: "党支部章" }] };
const Row = defineComponent({ render: () => h("p", "一行") });
const asked: ListRows[] = [];
const exported: { leaving: { list: ListRows } }[] = [];
vi.mock("../../host", async (original) => ({ ...(await original<typeof import("../../host")>()), chooseSaveFile: () => Promise.resolve("/印章.xlsx") }));

beforeEach(() => {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  asked.length = 0;
  status.value = { stage: "open", today: "2026-11-24", notices: [] } as never;
  forms.value = { forms: [{ key: "seal_uses", title: "印章登记簿", about: "", columns: [column], fields: [field], is_register: true, is_struck: false, may_write: true }] } as never;
  exported.length = 0;
  answerWith((name, payload) => {
    if (name === "name_file") return Promise.resolve({ name: "印章" });
    if (name === "export_file") {
      exported.push(payload as (typeof exported)[number]);
      return Promise.resolve({ file: "/印章.xlsx", said: "已导出" });
    }
    const list = payload as ListRows;
    asked.push(list);
    const total = list.conditions.length > 0 ? 0 : 3;
    return Promise.resolve({ total, offset: 0, rows: [1, 2, 3].slice(0, total).map((id) => ({ id, revision: 1, cells: ["2026-10-01"], mark: null })) });
  });
});
afterEach(() => (document.body.innerHTML = ""));
async function opened(path: string) {
  const router = createRouter({ history: createMemoryHistory(), routes: routes.map((r) => ({ ...r, component: r.name === "register" ? ListPage : Row }) as never).concat({ path: "/preview", name: "preview", component: Row } as never) });
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return { router, page };
}
const press = (page: Awaited<ReturnType<typeof opened>>["page"], label: string) => page.findAll("button").find((b) => b.text() === label)!.trigger("click");

it("reads the address, names the condition that leaves nothing, and drops only that one", async () => {
  const { router, page } = await opened("/registers/seal_uses?q=入党&from=2026-10-01&f.seal_name=branch&sort=-used_on");
  expect(asked[0]).toMatchObject({ text: "入党", from_on: "2026-10-01", conditions: [{ field: "seal_name", words: ["branch"] }], sort: { key: "used_on", is_descending: true } });
  expect(page.text()).toContain("去掉“印章名称”这个条件，就有 3 行。");
  await press(page, "去掉它");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ q: "入党", from: "2026-10-01", sort: "-used_on" });
  expect(page.text()).toContain("共 3 行");
});
it("clears all conditions at once, the typed days too", async () => {
  const { router, page } = await opened("/registers/seal_uses?from=2026-10-01&f.seal_name=branch");
  await press(page, "清除条件");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({});
  expect(asked.at(-1)).toMatchObject({ from_on: "", conditions: [] });
});
it("takes a day as it is typed, and nothing of half a day", async () => {
  const { router, page } = await opened("/registers/seal_uses");
  expect(document.activeElement?.getAttribute("role")).toBe("grid");
  const from = page.find("input[aria-label=从哪天]");
  await from.setValue("2026.10");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({});
  await from.setValue("10-1");
  await flushPromises();
  expect(router.currentRoute.value.query).toEqual({ from: "2026-10-01" });
});
it("selects all rows by Ctrl+A, and a row knows the way back to the list as it was", async () => {
  const { router, page } = await opened("/registers/seal_uses?q=章");
  await page.find("[role=grid]").trigger("keydown", { key: "a", ctrlKey: true });
  await flushPromises();
  expect(page.text()).toContain("已选 3 行");
  await press(page, "登记一行");
  await flushPromises();
  expect(router.currentRoute.value.name).toBe("row-new");
  expect(router.currentRoute.value.query.back).toBe(`/registers/seal_uses?q=${encodeURIComponent("章")}`);
});

it("exports what stands in the search box and the days, and nothing while a day cannot be read", async () => {
  const { page } = await opened("/registers/seal_uses");
  await page.find("input[aria-label=查找]").setValue("入党");
  await page.find("input[aria-label=从哪天]").setValue("2026.10");
  await press(page, "导出表格");
  await flushPromises();
  expect(exported).toEqual([]);
  expect(page.text()).toContain("这个日期读不懂，请写成 2026-10-1 这样。");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("从哪天");
  await page.find("input[aria-label=从哪天]").setValue("2026.10.1");
  await page.find("input[aria-label=查找]").setValue("入党志愿");
  await press(page, "导出表格");
  await flushPromises();
  expect(exported[0]!.leaving.list).toMatchObject({ text: "入党志愿", from_on: "2026-10-01" });
});
it("keeps the last typed character over a preview and back", async () => {
  const { router, page } = await opened("/registers/seal_uses");
  await page.find("input[aria-label=查找]").setValue("入党");
  await press(page, "打印");
  await flushPromises();
  expect(router.currentRoute.value.name).toBe("preview");
  router.back();
  await vi.waitFor(() => expect(router.currentRoute.value.query).toEqual({ q: "入党" }));
  await flushPromises();
  expect(page.find<HTMLInputElement>("input[aria-label=查找]").element.value).toBe("入党");
});
it("says that days stand the wrong way round, and lets nothing leave", async () => {
  const { page } = await opened("/registers/seal_uses");
  await page.find("input[aria-label=从哪天]").setValue("2026-10-9");
  await page.find("input[aria-label=到哪天]").setValue("2026-10-1");
  expect(page.text()).toContain("“从”不能晚于“到”。");
  await press(page, "导出表格");
  await flushPromises();
  expect(exported).toEqual([]);
});
