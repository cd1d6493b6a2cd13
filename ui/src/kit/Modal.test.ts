import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import { asked } from "./ask";
import { mayLeaveDialogs } from "./overlays";
import Modal from "./Modal.vue";

let wrapper: VueWrapper;
beforeEach(() => (document.body.innerHTML = '<button id="behind">在后面</button>'));
afterEach(() => {
  wrapper.unmount();
  document.body.innerHTML = "";
});
async function open(content: string, more: Record<string, unknown> = {}): Promise<void> {
  wrapper = mount(Modal, { props: { title: "常用筛选", ...more }, slots: { default: content }, attachTo: document.body });
  await nextTick();
  await nextTick();
}
const box = () => document.querySelector("[role=dialog]");
function stroke(at: Element, key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  at.dispatchEvent(event);
  return event;
}

it("takes the focus where its first field cannot be used", async () => {
  document.getElementById("behind")!.focus();
  await open('<input id="shut" disabled />');
  expect(document.activeElement).toBe(box());
});
it("goes to the first field that can be used", async () => {
  await open('<input disabled /><input id="free" />');
  expect(document.activeElement?.id).toBe("free");
});
it("takes the focus back from a page that loads late, and closes by Esc from there", async () => {
  await open('<input id="free" />');
  const behind = document.getElementById("behind")!;
  behind.focus();
  expect(document.activeElement?.id).toBe("free");
  let reached = 0;
  behind.addEventListener("keydown", () => (reached += 1));
  expect(stroke(behind, "Enter").defaultPrevented, "no key acts on the page behind").toBe(true);
  stroke(behind, "Escape");
  expect([reached, wrapper.emitted("close")?.length]).toEqual([0, 1]);
});
it("leaves menus over it alone", async () => {
  await open('<input id="free" />');
  document.body.insertAdjacentHTML("beforeend", '<div role="menu"><button id="item">甲</button></div>');
  document.getElementById("item")!.focus();
  expect(document.activeElement?.id).toBe("item");
  expect(stroke(document.getElementById("item")!, "Escape").defaultPrevented).toBe(false);
});

function type(text: string): HTMLInputElement {
  const field = document.querySelector<HTMLInputElement>("[role=dialog] input")!;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}
const closings = () => wrapper.emitted("close")?.length ?? 0;
async function answer(word: boolean | "other"): Promise<void> {
  asked.answer!(word);
  await flushPromises();
}
it("asks before Esc and 关闭 throw away what was typed, and goes on with it by default", async () => {
  await open("<input />");
  const field = type("打错要重填");
  stroke(field, "Escape");
  expect([closings(), asked.question?.yes, asked.question?.other, asked.question?.no]).toEqual([0, "不要了", "", "接着填"]);
  await answer(false);
  expect([closings(), document.activeElement]).toEqual([0, field]);
  document.querySelector<HTMLElement>("[role=dialog] .button.small")!.click();
  await answer(true);
  expect(closings()).toBe(1);
});
it("offers 保存, 不保存 and 接着填 where it can be saved", async () => {
  const store = vi.fn(() => Promise.resolve(false));
  const drop = vi.fn();
  await open("<input />", { store, drop });
  const field = type("李敏");
  stroke(field, "Escape");
  expect([asked.question?.yes, asked.question?.other, asked.question?.no]).toEqual(["保存", "不保存", "接着填"]);
  await answer(true);
  expect([store.mock.calls.length, closings()], "what could not be saved stays").toEqual([1, 0]);
  store.mockResolvedValue(true);
  stroke(field, "Escape");
  await answer(true);
  expect([store.mock.calls.length, closings(), drop.mock.calls.length]).toEqual([2, 1, 0]);
  stroke(field, "Escape");
  await answer("other");
  expect([closings(), drop.mock.calls.length]).toEqual([2, 1]);
});
it("asks nothing where what was typed is taken back, or is no text that could be lost", async () => {
  await open('<input value="3" />');
  type("4");
  stroke(type("3"), "Escape");
  expect([asked.question, closings()]).toEqual([null, 1]);
  wrapper.unmount();
  await open("<input />", { typed: () => false });
  stroke(type("王"), "Escape");
  expect([asked.question, closings()]).toEqual([null, 1]);
});
it("asks before another page takes the place of the one under it", async () => {
  await open("<input />");
  expect(await mayLeaveDialogs()).toBe(true);
  type("还没存");
  const stays = mayLeaveDialogs();
  await answer(false);
  expect([await stays, closings()]).toEqual([false, 0]);
  const goes = mayLeaveDialogs();
  await answer(true);
  expect([await goes, closings()]).toEqual([true, 1]);
});
it("says that something lies below, until the end shows, and scrolls to what has the focus", async () => {
  await open('<input /><input id="low" />');
  const body = document.querySelector<HTMLElement>("[role=dialog] .body")!;
  const rest = () => document.querySelector("[role=dialog] .rest");
  expect(rest()).toBeNull();
  Object.defineProperties(body, { scrollHeight: { value: 900 }, clientHeight: { value: 400 } });
  body.append(document.createElement("p"));
  await flushPromises();
  expect(rest()?.textContent).toBe("下面还有 ↓");
  body.scrollTop = 500;
  body.dispatchEvent(new Event("scroll"));
  await flushPromises();
  expect(rest()).toBeNull();
  const low = document.getElementById("low")!;
  const shown = vi.fn();
  low.scrollIntoView = shown;
  low.focus();
  expect(shown).toHaveBeenCalledWith({ block: "nearest" });
});
