import { mount, type VueWrapper } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nextTick } from "vue";
import Modal from "./Modal.vue";

let wrapper: VueWrapper;
beforeEach(() => (document.body.innerHTML = '<button id="behind">在后面</button>'));
afterEach(() => {
  wrapper.unmount();
  document.body.innerHTML = "";
});
async function open(content: string): Promise<void> {
  wrapper = mount(Modal, { props: { title: "常用筛选" }, slots: { default: content }, attachTo: document.body });
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
