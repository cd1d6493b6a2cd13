import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { answerWith } from "../../host";
import { reload, status } from "../../host/office";
import { asked } from "../../kit/ask";
import { clearFaults, shownFaults } from "../../kit/faults";
import { notice } from "../../kit/notices";
import CardPage from "./CardPage.vue";

const card = { id: 7, revision: 1, name: "王建国", sex: "男", age: "68 岁", residence: "人户一致", values: {}, phones: [], facts: [], family: [], timeline: [], missing: [], standing: {}, is_present: true, address: "", grid: "", head: "", dwelling_id: null };
const away = [{ code: "record.gone", kind: "not_found", message: "这条记录不在了，可能已移入回收站，请到回收站里找。", field: null, row: null, incident: null }];
let isThere = true;
beforeEach(() => {
  isThere = true;
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { may_reveal: true, rights: [{ area: "residents", level: "write" }] } } as never;
  answerWith((name) => {
    if (name === "get_person") return isThere ? Promise.resolve(card) : Promise.reject(away);
    if (name === "delete_records") isThere = false;
    return Promise.resolve({ id: 0, revision: 0, act_id: 5, said: "把居民 王建国 移入回收站", touched: [], warnings: [] });
  });
});
afterEach(() => {
  clearFaults();
  document.body.innerHTML = "";
});
async function opened() {
  const List = { template: "<p>列表</p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/people", name: "people", component: List },
      { path: "/people/:id", name: "person", component: CardPage },
      { path: "/history", name: "history", component: List },
    ],
  });
  await router.push("/people/7");
  const page = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return { page, router };
}

it("tells no failure after 移入回收站 worked, and goes back", async () => {
  const { page, router } = await opened();
  await page.findAll("button").find((b) => b.text() === "移入回收站")!.trigger("click");
  asked.answer!(true);
  await flushPromises();
  expect(shownFaults.list).toEqual([]);
  expect(notice.text).toBe("把居民 王建国 移入回收站");
  expect(router.currentRoute.value.name).toBe("people");
});
it("says that somebody is away who was taken back while the card shows, without calling it a failure", async () => {
  const { page } = await opened();
  isThere = false;
  reload();
  await flushPromises();
  expect(shownFaults.list).toEqual([]);
  expect(page.text()).toContain("这条记录不在了");
  isThere = true;
  reload();
  await flushPromises();
  expect(page.find("h1").text()).toBe("王建国");
});
it("counts no family of somebody who is gone", async () => {
  Object.assign(card, { is_present: false });
  const { page } = await opened();
  expect(page.find("#tab-family").text()).toBe("家庭");
  Object.assign(card, { is_present: true });
});

/** The button that opened the dialog is gone with the death: the focus is on the line that it made. */
it("puts the focus on the line that a saved death made", async () => {
  const born = { movement_id: 1, revision: 1, happened_on: "1958-01-01", label: "出生", place: "", reason: "", standing: "", can_take_back: false, kind: "born", said: {} };
  const died = { ...born, movement_id: 2, happened_on: "2026-11-24", label: "死亡", kind: "died" };
  let isDead = false;
  answerWith((name) => {
    if (name === "get_person") return Promise.resolve({ ...card, is_present: !isDead, timeline: isDead ? [died, born] : [born] });
    if (name === "record_movement") isDead = true;
    if (name === "get_draft") return Promise.resolve({ draft: null });
    return Promise.resolve({ id: 7, revision: 2, act_id: 5, said: "登记死亡", touched: [], warnings: [] });
  });
  const { page } = await opened();
  const button = page.findAll("button").find((b) => b.text() === "登记死亡")!;
  button.element.focus();
  await button.trigger("click");
  await flushPromises();
  document.querySelector<HTMLElement>("[role=dialog] .actions .primary")!.click();
  await flushPromises();
  expect(document.querySelector("[role=dialog]")).toBeNull();
  expect(page.findAll("button").some((b) => b.text() === "登记死亡")).toBe(false);
  expect(document.activeElement?.id).toBe("movement-2");
});
