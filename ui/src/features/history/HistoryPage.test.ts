import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import type { ListHistory } from "../../contract";
import { answerWith } from "../../host";
import HistoryPage from "./HistoryPage.vue";
import { routes } from "./routes";

const asked: ListHistory[] = [];
beforeEach(() => {
  asked.length = 0;
  answerWith((_, payload) => {
    const list = payload as ListHistory;
    asked.push(list);
    const entry = { act_id: 1, happened_at: "2026-11-24 08:31:00", actor: "王芳", said: "新增 单秀英", changes: [], is_undone: false, can_undo: false };
    return Promise.resolve({ entries: list.text === "火星" ? [] : [entry] });
  });
});

it("looks in the whole history for what was typed, and says how to look where nothing is found", async () => {
  vi.useFakeTimers();
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/today", name: "today", component: HistoryPage }] });
  await router.push("/history");
  const page = mount(HistoryPage, { global: { plugins: [router] } });
  await flushPromises();
  expect(asked.map((a) => a.text)).toEqual([""]);
  const search = page.find("input[aria-label=查找修改记录]");
  await search.setValue("单秀英");
  vi.advanceTimersByTime(500);
  await flushPromises();
  expect(asked.at(-1)).toMatchObject({ text: "单秀英", before_act_id: null });
  await search.setValue("火星");
  vi.advanceTimersByTime(500);
  await flushPromises();
  expect(page.text()).toContain("没有找到“火星”。");
  vi.useRealTimers();
});

it("opens under a line what was changed, and takes the act back by a word in the line", async () => {
  const change = { subject: "单秀英", label: "电话", before: "138", after: "139" };
  answerWith((name) => {
    if (name === "list_history") return Promise.resolve({ entries: [{ act_id: 1, happened_at: "2026-11-24 08:31:00", actor: "王芳", said: "修改 单秀英", changes: [change], is_undone: false, can_undo: true }] });
    if (name === "undo_act") taken += 1;
    return Promise.resolve({ said: "", touched: [] });
  });
  let taken = 0;
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/today", name: "today", component: HistoryPage }] });
  await router.push("/history");
  const page = mount(HistoryPage, { global: { plugins: [router] } });
  await flushPromises();
  expect(page.text()).not.toContain("138");
  await page.find("button[aria-expanded]").trigger("click");
  expect(page.find(".changes tbody").text()).toBe("单秀英电话138139");
  expect(page.find("button[aria-label='撤销：修改 单秀英']").classes()).toContain("link");
  await page.find("button[aria-label='撤销：修改 单秀英']").trigger("click");
  await flushPromises();
  expect(taken).toBe(1);
});
