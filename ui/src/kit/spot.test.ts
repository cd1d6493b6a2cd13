import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import Modal from "./Modal.vue";
import { keepFocus } from "./spot";

let stop = () => {};
beforeEach(() => {
  document.body.innerHTML = '<div class="page"><h1>居民</h1><div id="row"><button id="a">甲</button><button id="b">乙</button></div><button id="c">丙</button></div>';
  stop = keepFocus();
});
afterEach(() => {
  stop();
  document.body.innerHTML = "";
});
const at = (id: string) => document.getElementById(id)!;

it("goes to the next control where the one that had the focus is gone, else to the one before", async () => {
  at("b").focus();
  at("b").remove();
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("c"));
  at("c").remove();
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("a"));
});
it("stays with a control that is only moved", async () => {
  at("a").focus();
  const row = at("row");
  row.remove();
  document.querySelector(".page")!.append(row);
  await vi.waitFor(() => expect(document.activeElement?.id).toBe("a"));
});
it("leaves the focus on nothing where somebody clicked beside everything, or the page puts it somewhere", async () => {
  at("a").focus();
  at("a").blur();
  at("c").remove();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(document.activeElement).toBe(document.body);
  at("a").focus();
  at("a").remove();
  at("b").focus();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(document.activeElement?.id).toBe("b");
});
async function dialog() {
  const wrapper = mount(Modal, { props: { title: "登记变动" }, slots: { default: "<input />" }, attachTo: document.body });
  await nextTick();
  await nextTick();
  return wrapper;
}
it("gives the focus of a dialog beside the button that opened it, where that is gone", async () => {
  at("a").focus();
  const wrapper = await dialog();
  at("a").remove();
  wrapper.unmount();
  expect(document.activeElement?.id).toBe("b");
});
it("gives the focus of a dialog that came by a key to the heading of its page, not to nothing", async () => {
  const wrapper = await dialog();
  wrapper.unmount();
  expect(document.activeElement?.tagName).toBe("H1");
});
