import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { answerWith, dragWith } from "../../host";
import { forms, status } from "../../host/office";
import { clearNotice, notice } from "../../kit/notices";
import DropTarget from "./DropTarget.vue";
import { reset } from "./flow";

type Listener = Parameters<Parameters<typeof dragWith>[0]>[0];
let drag: Listener = () => {};
const opened: unknown[] = [];
beforeEach(() => {
  opened.length = 0;
  status.value = { stage: "open", notices: [], user: { id: 1, rights: [{ area: "residents", level: "write" }] } } as never;
  forms.value = { forms: [{ key: "good_deeds", title: "好人好事登记", is_register: true, may_write: true }, { key: "seal_uses", title: "印章登记簿", is_register: true, may_write: false }] } as never;
  dragWith((listener) => {
    drag = listener;
    return Promise.resolve(() => {});
  });
  answerWith((_, payload) => {
    opened.push(payload);
    return Promise.reject([{ code: "import.file_empty", kind: "file", message: "空的。", field: null, row: null, incident: null }]);
  });
});
afterEach(() => {
  reset("");
  clearNotice();
  document.body.innerHTML = "";
});
async function on(path: string) {
  const Page = defineComponent({ render: () => h("p") });
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/registers/:key", name: "register", component: Page }, { path: "/:rest(.*)", component: Page }],
  });
  await router.push(path);
  mount(DropTarget, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return router;
}
async function drop(...paths: string[]): Promise<void> {
  drag({ payload: { type: "enter", paths } });
  drag({ payload: { type: "drop", paths } });
  await flushPromises();
}

it("asks what a dropped file holds, of what the user may import", async () => {
  const router = await on("/today");
  await drop("/home/a/名单.XLSX");
  const buttons = [...document.querySelectorAll<HTMLElement>("[role=dialog] li button")];
  expect(buttons.map((b) => b.textContent)).toEqual(["居民", "好人好事登记"]);
  buttons[1]!.click();
  await flushPromises();
  expect(router.currentRoute.value.path).toBe("/import/good_deeds");
  expect(opened).toEqual([{ kind: "good_deeds", source: { from: "file", path: "/home/a/名单.XLSX" }, sheet: null }]);
});
it("takes a file dropped on the list of a register for that register", async () => {
  const router = await on("/registers/good_deeds");
  await drop("C:\\表\\好事.xls");
  expect(document.querySelector("[role=dialog]")).toBeNull();
  expect(router.currentRoute.value.path).toBe("/import/good_deeds");
  expect(opened).toHaveLength(1);
});
it("refuses what is no sheet, and several files at once, in words", async () => {
  await on("/today");
  await drop("/home/a/照片.jpg");
  expect(notice.text).toContain("“照片.jpg”不是表格");
  await drop("/a.xlsx", "/b.xlsx");
  expect(notice.text).toContain("一次只能导入一个文件");
  expect(opened).toEqual([]);
});
