import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { answerWith } from "../../host";
import { looked } from "../../host/leaving";
import { forms, status } from "../../host/office";
import { ageOf } from "./filter";
import ListPage from "./ListPage.vue";

vi.mock("../../host", async (original) => ({ ...(await original<typeof import("../../host")>()), chooseSaveFile: () => Promise.resolve("/居民.xlsx") }));
const exported: { leaving: { list: { filter: Record<string, unknown> } } }[] = [];
beforeEach(() => {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  exported.length = 0;
  looked.value = null;
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { may_reveal: true, rights: [{ area: "residents", level: "write" }] } } as never;
  const columns = [{ key: "name", title: "姓名", width: 8, align: "left", is_default: true, is_sortable: true }];
  forms.value = { forms: [{ key: "people", title: "居民", about: "", columns, fields: [], is_register: false, is_struck: false, may_write: true }], residence_states: [] } as never;
  answerWith((name, payload) => {
    if (name === "export_file") exported.push(payload as (typeof exported)[number]);
    const replies: Record<string, unknown> = {
      get_place_tree: { estates: [], grids: [] },
      name_file: { name: "居民" },
      export_file: { file: "/居民.xlsx", said: "已导出" },
      list_people_ids: { ids: [1, 2] },
      explain_empty: { causes: [] },
      list_people: { total: 2, offset: 0, rows: [1, 2].map((id) => ({ id, revision: 1, cells: ["王"], mark: null })) },
    };
    return Promise.resolve(replies[name]);
  });
});
afterEach(() => (document.body.innerHTML = ""));
async function opened() {
  const Empty = { template: "<p></p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/people", name: "people", component: ListPage },
      { path: "/preview", name: "preview", component: Empty },
      { path: "/:rest(.*)*", component: Empty },
    ],
  });
  await router.push("/people");
  const page = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  const field = (label: string) => page.find<HTMLInputElement>(`input[aria-label="${label}"]`);
  const press = async (label: string) => {
    await page.findAll("button").find((b) => b.text() === label)!.trigger("click");
    await flushPromises();
  };
  return { router, page, field, press };
}

it("exports what stands in the ages, not what stood there before", async () => {
  const { field, press } = await opened();
  await field("年龄从").setValue("60");
  await field("年龄到").setValue("79");
  await press("导出表格");
  expect(exported[0]!.leaving.list.filter).toMatchObject({ age_from: 60, age_to: 79 });
});
it("prints and selects by what stands in the search box too", async () => {
  const { field, press, router } = await opened();
  await field("姓名、拼音、号码、电话、住址").setValue("王");
  await press("全选");
  expect(router.currentRoute.value.query).toEqual({ q: "王" });
  await field("年龄从").setValue("６０岁");
  await press("打印");
  expect(looked.value).toMatchObject({ what: "people", list: { filter: { text: "王", age_from: 60 } } });
});
it("narrows while ages are typed, and one field's rest puts no other's text back", async () => {
  const { field, router } = await opened();
  await field("年龄从").setValue("60");
  await field("姓名、拼音、号码、电话、住址").setValue("王");
  await vi.waitFor(() => expect(router.currentRoute.value.query).toEqual({ q: "王", from: "60" }));
});
it("lets nothing leave while an age cannot be read, says so, and goes there", async () => {
  const { field, press, page } = await opened();
  await field("年龄到").setValue("七十九");
  await press("导出表格");
  expect(exported).toEqual([]);
  expect(page.find("[role=alert]").text()).toBe("年龄请写数字，如 60。");
  expect(document.activeElement).toBe(field("年龄到").element);
});
it("lets nothing leave while the ages stand the wrong way round, and says so at the field", async () => {
  const { field, press, page } = await opened();
  await field("年龄从").setValue("79");
  await field("年龄到").setValue("60");
  await press("导出表格");
  expect(exported).toEqual([]);
  expect(page.find("[role=alert]").text()).toBe("“从”不能大于“到”。");
  expect(document.activeElement).toBe(field("年龄从").element);
});
it("reads ages as people type them", () => {
  expect([ageOf("60"), ageOf(" ６０ "), ageOf("60周岁"), ageOf(""), typeof ageOf("六十"), typeof ageOf("6.5"), typeof ageOf("-3")]).toEqual([60, 60, 60, null, "string", "string", "string"]);
});
