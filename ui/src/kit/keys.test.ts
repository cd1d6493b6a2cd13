import { mount, type VueWrapper } from "@vue/test-utils";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { activeKeys, listenForKeys, nameOf, useKeys, type Key } from "./keys";
import Modal from "./Modal.vue";

const mounted: VueWrapper[] = [];
/** A page with keys, and what is in it. */
function page(keys: Key[], content: () => unknown = () => h("button", { id: "page-button" }, "在页上")) {
  const wrapper = mount(
    defineComponent({
      setup() {
        useKeys(keys);
        return () => h("div", [content() as never]);
      },
    }),
    { attachTo: document.body },
  );
  mounted.push(wrapper);
  return wrapper;
}
const key = (keys: string, run: () => void, more: Partial<Key> = {}): Key => ({ keys, says: keys, run, ...more });
function stroke(at: Element | null, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  (at ?? document.body).dispatchEvent(event);
  return event;
}
beforeAll(listenForKeys);
afterEach(() => {
  for (const wrapper of mounted.splice(0).reverse()) wrapper.unmount();
  document.body.innerHTML = "";
});

it("names Shift with letters and named keys, not with signs", () => {
  const name = (init: KeyboardEventInit) => nameOf(new KeyboardEvent("keydown", init));
  expect(name({ key: "Z", ctrlKey: true, shiftKey: true })).toBe("ctrl+shift+z");
  expect(name({ key: "z", ctrlKey: true })).toBe("ctrl+z");
  expect(name({ key: "+", ctrlKey: true, shiftKey: true })).toBe("ctrl++");
  expect(name({ key: "?", shiftKey: true })).toBe("?");
  expect(name({ key: "F2", shiftKey: true })).toBe("shift+F2");
});
it("leaves Ctrl+Z in a field to the text, elsewhere takes the last act back", () => {
  const undo = vi.fn();
  page([key("ctrl+z", undo)], () => [h("input", { id: "field" }), h("button", { id: "page-button" })]);
  const field = document.getElementById("field");
  expect(stroke(field, { key: "z", ctrlKey: true }).defaultPrevented).toBe(false);
  expect(stroke(field, { key: "Z", ctrlKey: true, shiftKey: true }).defaultPrevented).toBe(false);
  stroke(document.getElementById("page-button"), { key: "Z", ctrlKey: true, shiftKey: true });
  expect(undo).not.toHaveBeenCalled();
  stroke(document.getElementById("page-button"), { key: "z", ctrlKey: true });
  expect(undo).toHaveBeenCalledOnce();
});
it("runs single letters outside of fields only", () => {
  const run = vi.fn();
  page([key("d", run)], () => [h("input", { id: "field" }), h("button", { id: "page-button" })]);
  stroke(document.getElementById("field"), { key: "d" });
  expect(run).not.toHaveBeenCalled();
  stroke(document.getElementById("page-button"), { key: "d" });
  expect(run).toHaveBeenCalledOnce();
});
it("keeps the page still under a dialog, but locks and sizes the text", () => {
  const [save, died, lock] = [vi.fn(), vi.fn(), vi.fn()];
  page([key("ctrl+s", save), key("d", died), key("ctrl+l", lock, { isAlways: true })]);
  mounted.push(mount(Modal, { props: { title: "请确认" }, slots: { default: "<button id='inside'>确定</button>" }, attachTo: document.body }));
  const inside = document.getElementById("inside");
  expect(stroke(inside, { key: "s", ctrlKey: true }).defaultPrevented, "the web view saves no page either").toBe(true);
  stroke(inside, { key: "d" });
  stroke(document.body, { key: "s", ctrlKey: true });
  expect(save).not.toHaveBeenCalled();
  expect(died).not.toHaveBeenCalled();
  stroke(inside, { key: "l", ctrlKey: true });
  expect(lock).toHaveBeenCalledOnce();
  mounted.pop()!.unmount();
  stroke(document.body, { key: "s", ctrlKey: true });
  expect(save).toHaveBeenCalledOnce();
});
it("runs the keys of what is inside the dialog, and of the component that opened with it", () => {
  const [below, inside, around] = [vi.fn(), vi.fn(), vi.fn()];
  page([key("ctrl+s", below), key("F2", below)]);
  const Inner = {
    setup() {
      useKeys([key("ctrl+s", inside)]);
      return () => h("p", "内容");
    },
  };
  page([key("F2", around)], () => h(Modal, { title: "登记变动" }, () => h(Inner)));
  stroke(document.body, { key: "s", ctrlKey: true });
  stroke(document.body, { key: "F2" });
  expect([inside.mock.calls.length, around.mock.calls.length, below.mock.calls.length]).toEqual([1, 1, 0]);
});
it("lists each key once, as the innermost page means it", () => {
  page([key("F5", () => undefined, { says: "刷新全部" })]);
  page([key("f5", () => undefined, { says: "刷新本页" })]);
  expect(activeKeys().map((k) => k.says)).toEqual(["刷新本页"]);
});
/** Every form of the window: 回车 that takes a word of the input method is none of the form's. */
it("keeps the Enter of an input method from a form, and no other", () => {
  document.body.innerHTML = "<form><input /></form>";
  const enter = (isComposing: boolean) => {
    const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, isComposing });
    document.querySelector("input")!.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect([enter(true), enter(false)]).toEqual([true, false]);
  document.body.innerHTML = "";
});
