import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import type { Values } from "../../contract";
import { answerWith } from "../../host";
import { forms, status } from "../../host/office";
import { asked } from "../../kit/ask";
import { notice } from "../../kit/notices";
import FormPage from "./FormPage.vue";

const field = (key: string, label: string, more = {}) => ({ key, label, input: "text", max: 40, unit: "", is_required: true, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false, ...more });
const saved: Values[] = [];
let refusal: unknown[] = [];
Element.prototype.scrollIntoView = () => undefined;
beforeEach(() => {
  saved.length = 0;
  refusal = [];
  status.value = { stage: "open", today: "2026-11-24", notices: [] } as never;
  const fields = [field("document_title", "文件名称"), field("approved_by", "批准人", { is_remembered: true }), field("stamped_by", "监印人", { is_remembered: true })];
  forms.value = { forms: [{ key: "seal_uses", title: "印章登记簿", about: "", columns: [], fields, is_register: true, is_struck: true, may_write: true }] } as never;
  answerWith((name, payload) => {
    if (name === "add_row") {
      if (refusal.length > 0) return Promise.reject(refusal);
      saved.push((payload as { values: Values }).values);
      return Promise.resolve({ id: 9, revision: 1, act_id: 4, said: "登记", touched: [], warnings: [] });
    }
    const row = { id: 8, revision: 1, title: "", struck_reason: null, values: { document_title: "介绍信", approved_by: "张书记", stamped_by: "王芳" } };
    const replies: Record<string, unknown> = { get_draft: { draft: null }, list_rows: { total: 1, offset: 0, rows: [{ id: 8, revision: 1, cells: [], mark: null }] }, get_row: row };
    return Promise.resolve(replies[name] ?? {});
  });
});
afterEach(() => {
  asked.answer?.(false);
  document.body.innerHTML = "";
});
async function opened(path = "/registers/seal_uses/new") {
  const List = { template: "<p>列表</p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/registers", name: "registers", component: List },
      { path: "/registers/:key", name: "register", component: List },
      { path: "/registers/:key/new", name: "row-new", component: FormPage },
      { path: "/registers/:key/:id", name: "row", component: FormPage },
      { path: "/history", name: "history", component: List },
    ],
  });
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  const press = async (label: string) => {
    await page.findAll("button").find((b) => b.text().startsWith(label))!.trigger("click");
    await flushPromises();
  };
  const texts = () => page.findAll("input").map((i) => i.element.value);
  return { router, page, press, texts };
}

it("remembers who approves and who stamps from the last row, and nothing else of it", async () => {
  const { page, press, texts, router } = await opened();
  expect(texts()).toEqual(["", "张书记", "王芳"]);
  await router.push("/registers");
  expect(asked.question, "what the program proposed is no typed text").toBeNull();
  await router.push("/registers/seal_uses/new");
  await flushPromises();
  await page.findAll("input")[0]!.setValue("请示");
  await page.findAll("input")[2]!.setValue("李敏");
  await press("保存并登记下一行");
  expect(saved).toEqual([{ document_title: "请示", approved_by: "张书记", stamped_by: "李敏" }]);
  expect(texts(), "the next row begins with the one just entered").toEqual(["", "张书记", "李敏"]);
});
it("offers 保存, 不保存 and 接着填 when it is left, and saves on the way", async () => {
  const { page, router } = await opened();
  await page.findAll("input")[0]!.setValue("请示");
  void router.push("/registers");
  await flushPromises();
  expect([asked.question?.yes, asked.question?.other, asked.question?.no]).toEqual(["保存", "不保存", "接着填"]);
  asked.answer!(false);
  await flushPromises();
  expect(router.currentRoute.value.name).toBe("row-new");
  void router.push("/registers");
  await flushPromises();
  asked.answer!(true);
  await flushPromises();
  expect(saved.length).toBe(1);
  expect(router.currentRoute.value.name).toBe("registers");
});
it("moves the focus to the first fault of the first save that fails", async () => {
  const { page, press } = await opened();
  refusal = [{ code: "field.required", kind: "invalid", message: "请填写文件名称。", field: "document_title", row: null, incident: null }];
  page.findAll("input")[2]!.element.focus();
  await press("保存 Ctrl+S");
  expect(document.activeElement).toBe(page.findAll("input")[0]!.element);
  expect(page.text()).toContain("请填写文件名称。");
});
it("says 没有改动 and writes nothing where a row is saved as it was read", async () => {
  const { page, press, router } = await opened("/registers/seal_uses/8");
  const first = page.findAll("input")[0]!;
  await first.setValue("介绍信二");
  await first.setValue("介绍信");
  await press("保存 Ctrl+S");
  expect([notice.text, router.currentRoute.value.name]).toEqual(["没有改动", "register"]);
});
it("marks the missing reason of a striking at its field, and goes there", async () => {
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { rights: [{ area: "residents", level: "write" }] } } as never;
  const { page } = await opened("/registers/seal_uses/8");
  const answers: Record<string, unknown> = { get_draft: { draft: null } };
  answerWith((name) => (name === "strike_row" ? Promise.reject([{ code: "record.reason_missing", kind: "invalid", message: "请写明作废原因。", field: "reason", row: null, incident: null }]) : Promise.resolve(answers[name] ?? {})));
  await page.findAll("button").find((b) => b.text() === "作废")!.trigger("click");
  await flushPromises();
  [...document.querySelectorAll<HTMLElement>("[role=dialog] button")].find((b) => b.textContent === "作废")!.click();
  await flushPromises();
  expect(document.querySelector("[role=dialog] [role=alert]")?.textContent).toBe("请写明作废原因。");
  expect(document.activeElement?.getAttribute("aria-describedby")).toBe("strike-fault");
});
