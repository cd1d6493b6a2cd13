import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { answerWith } from "../../host";
import { status } from "../../host/office";
import { shownFaults, clearFaults } from "../../kit/faults";
import FirstStart from "./FirstStart.vue";

let refusal: unknown[] = [];
const asked: [string, unknown][] = [];
beforeEach(() => {
  refusal = [];
  asked.length = 0;
  status.value = { stage: "no_ledger", today: "2026-11-24", folder: "/台账", notices: [] } as never;
  answerWith((name, payload) => {
    asked.push([name, payload]);
    if (name === "create_ledger") return refusal.length > 0 ? Promise.reject(refusal) : Promise.resolve({ recovery_code: "ABCD" });
    return Promise.resolve(name === "search_divisions" ? { hits: [] } : { stage: "open", notices: [], folder: "/台账" });
  });
});
afterEach(() => {
  clearFaults();
  document.body.innerHTML = "";
});
function guide() {
  const page = mount(FirstStart, { attachTo: document.body });
  const field = (label: string) => {
    const wanted = page.findAll("label").find((l) => l.text().startsWith(label))!;
    return page.find<HTMLInputElement>(`[id="${wanted.attributes("for")}"]`);
  };
  const go = async () => {
    await page.find("form").trigger("submit");
    await flushPromises();
  };
  const at = () => page.text().match(/第 (\d) 步/)![1];
  return { page, field, go, at };
}
async function toLast({ field, go }: ReturnType<typeof guide>) {
  await field("社区名称").setValue("幸福社区居民委员会");
  await go();
  await field("您的姓名").setValue("张主任");
  await field("密码").setValue("xingfu-2026");
  await field("再填一次密码").setValue("xingfu-2026");
  await go();
}

it("has the focus in every step, forwards and back", async () => {
  const g = guide();
  await flushPromises();
  expect(document.activeElement).toBe(g.field("社区名称").element);
  await g.field("社区名称").setValue("幸福社区居民委员会");
  await g.go();
  expect(document.activeElement).toBe(g.field("您的姓名").element);
  await g.page.findAll("button").find((b) => b.text() === "上一步")!.trigger("click");
  await flushPromises();
  expect(document.activeElement).toBe(g.field("社区名称").element);
});
it("puts the focus on 建立台账 in the last step, which has no field", async () => {
  const g = guide();
  await toLast(g);
  expect(g.at()).toBe("3");
  expect(document.activeElement?.textContent).toContain("建立台账");
});
it("goes on by fields with Enter, and to the next step from the last", async () => {
  const g = guide();
  await flushPromises();
  const name = g.field("社区名称");
  await name.trigger("keydown", { key: "Enter" });
  expect(document.activeElement).toBe(g.field("街道名称").element);
  const last = g.page.find<HTMLInputElement>("input[aria-label=本届任期结束]");
  const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  last.element.dispatchEvent(enter);
  expect(enter.defaultPrevented, "the form takes it").toBe(false);
});
it("tells faults in their step: the day, the place, the simple password", async () => {
  const g = guide();
  await g.field("社区名称").setValue("幸福社区居民委员会");
  await g.page.find("input[aria-label=本届任期开始]").setValue("前年");
  await g.go();
  expect(g.at()).toBe("1");
  expect(g.page.text()).toContain("这个日期读不懂");
  expect((document.activeElement as HTMLElement).getAttribute("aria-label")).toBe("本届任期开始");
  await g.page.find("input[aria-label=本届任期开始]").setValue("2024年3月");
  await g.field("行政区划").setValue("没有区");
  await g.go();
  expect(g.at(), "what is typed there and fits nothing is not passed over").toBe("1");
  expect(g.page.text()).toContain("没有这个地方");
  await g.field("行政区划").setValue("");
  await g.go();
  expect(g.at()).toBe("2");
  await g.field("您的姓名").setValue("张主任");
  for (const simple of ["12345678", "87654321", "aaaaaaaa"]) {
    await g.field("密码").setValue(simple);
    await g.field("再填一次密码").setValue(simple);
    await g.go();
    expect([g.at(), g.page.text().includes("太容易猜到")], simple).toEqual(["2", true]);
  }
});
it("goes back to the step of what the ledger refuses, and tells the rest aloud", async () => {
  const g = guide();
  await toLast(g);
  refusal = [{ code: "session.password_short", kind: "invalid", message: "密码太短。", field: "password", row: null, incident: null }];
  await g.go();
  expect(g.at()).toBe("2");
  expect(document.activeElement).toBe(g.field("密码").element);
  expect(g.page.text()).toContain("密码太短。");
  refusal = [{ code: "ledger.exists", kind: "refused", message: "这个文件夹里已经有台账。", field: null, row: null, incident: null }];
  await g.go();
  await g.go();
  expect(g.at()).toBe("3");
  expect(shownFaults.list.map((f) => f.message)).toEqual(["这个文件夹里已经有台账。"]);
});
