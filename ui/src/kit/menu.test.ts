import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closeMenu, menu, openMenu, useOwnMenus } from "./menu";
import MenuLayer from "./MenuLayer.vue";

let told = "";
let stop: () => void;
let layer: ReturnType<typeof mount>;
beforeEach(() => {
  stop = useOwnMenus((text) => (told = text));
  layer = mount(MenuLayer, { attachTo: document.body });
});
afterEach(() => {
  stop();
  closeMenu();
  layer.unmount();
  document.body.innerHTML = "";
});
const add = (html: string) => {
  document.body.insertAdjacentHTML("beforeend", html);
  return document.body.lastElementChild as HTMLElement;
};
function right(at: HTMLElement): MouseEvent {
  const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
  at.dispatchEvent(event);
  return event;
}
const labels = () => menu.items.map((item) => item.label);

it("never shows the web view's own menu, on a blank place neither", () => {
  expect(right(add("<p>字</p>")).defaultPrevented).toBe(true);
  expect(labels()).toEqual([]);
});
it("offers a text field its own menu, and leaves the focus in it", async () => {
  const field = add('<input value="王芳">') as HTMLInputElement;
  expect(right(field).defaultPrevented).toBe(true);
  await flushPromises();
  expect(labels()).toEqual(["剪切", "复制", "粘贴", "全选"]);
  expect(document.activeElement).toBe(field);
  await layer.findAll("[role=menuitem]")[3]!.trigger("click");
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, 2]);
});
it("pastes where the cursor stands, and names the key where the web view refuses", async () => {
  const field = add('<input value="王芳">') as HTMLInputElement;
  let heard = "";
  field.addEventListener("input", () => (heard = field.value));
  const clipboard = (readText: () => Promise<string>) => Object.defineProperty(navigator, "clipboard", { configurable: true, value: { readText } });
  clipboard(() => Promise.resolve("建"));
  right(field);
  field.setSelectionRange(1, 1);
  menu.items[2]!.run();
  await flushPromises();
  expect(heard).toBe("王建芳");
  clipboard(() => Promise.reject(new Error()));
  menu.items[2]!.run();
  await flushPromises();
  expect(told).toBe("请按 Ctrl+V 粘贴。");
});
it("opens the choices of a drop-down in the size of the text, in their groups, and tells the field what was chosen", async () => {
  const select = add('<select aria-label="网格"><option value="">全部</option><optgroup label="东片"><option value="1">一网格</option><option value="2">二网格</option></optgroup></select>') as HTMLSelectElement;
  const heard: string[] = [];
  select.addEventListener("change", () => heard.push(select.value));
  const press = new MouseEvent("mousedown", { bubbles: true, cancelable: true, button: 0 });
  select.dispatchEvent(press);
  await flushPromises();
  expect(press.defaultPrevented, "the web view's own list stays shut").toBe(true);
  expect(labels()).toEqual(["全部", "东片", "一网格", "二网格"]);
  expect(document.activeElement?.textContent, "on the one that holds").toContain("全部");
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "二", bubbles: true }));
  expect(document.activeElement?.textContent, "a letter leads to what begins with it").toContain("二网格");
  (document.activeElement as HTMLElement).click();
  await flushPromises();
  expect([select.value, heard, document.activeElement]).toEqual(["2", ["2"], select]);
});
it("opens a drop-down by keys too, but none that is shut", async () => {
  const select = add("<select disabled><option>甲</option></select>") as HTMLSelectElement;
  const key = () => select.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true, cancelable: true }));
  key();
  expect(labels()).toEqual([]);
  select.disabled = false;
  key();
  expect(labels()).toEqual(["甲"]);
});
it("closes on Escape and gives the focus back", async () => {
  const button = add("<button>更多</button>");
  button.focus();
  openMenu({ x: 0, y: 0 }, [{ label: "打印", run: () => undefined }], "更多");
  await flushPromises();
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await flushPromises();
  expect([labels(), document.activeElement]).toEqual([[], button]);
});
