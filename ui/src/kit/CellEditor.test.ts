import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import CellEditor from "./CellEditor.vue";

const REMARK = "独居，\n  周三上门\n\n钥匙在李敏处 ";
let wrapper: ReturnType<typeof mount>;
afterEach(() => wrapper.unmount());

function edit(isLong: boolean, text = REMARK) {
  const saved: string[] = [];
  const save = (typed: string) => Promise.resolve((saved.push(typed), ""));
  wrapper = mount(CellEditor, { props: { label: "备注", start: { text, isLong }, place: { left: 0, top: 0, width: 100, height: 36 }, save }, attachTo: document.body });
  const area = wrapper.find<HTMLTextAreaElement>("textarea");
  const press = async (key: string, held: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held });
    (wrapper.find("textarea, input").element as HTMLElement).dispatchEvent(event);
    await flushPromises();
    return event;
  };
  return { saved, area, press };
}

it("edits a long text with its lines, the caret behind them, and Enter saves it exactly", async () => {
  const { saved, area, press } = edit(true);
  expect(area.element.value).toBe(REMARK);
  expect(document.activeElement).toBe(area.element);
  expect([area.element.selectionStart, area.element.selectionEnd]).toEqual([REMARK.length, REMARK.length]);
  await area.setValue(`${REMARK}\n楼下`);
  const enter = await press("Enter");
  expect(enter.defaultPrevented, "no line is added by it").toBe(true);
  expect(saved).toEqual([`${REMARK}\n楼下`]);
  expect(wrapper.emitted("done")).toEqual([[true]]);
});
it("begins a line with Alt+Enter where the caret is", async () => {
  const { saved, area, press } = edit(true, "一楼二楼");
  area.element.setSelectionRange(2, 2);
  await press("Enter", { altKey: true });
  expect(area.element.value).toBe("一楼\n二楼");
  expect(area.element.selectionStart).toBe(3);
  expect(saved).toEqual([]);
  await press("Enter");
  expect(saved).toEqual(["一楼\n二楼"]);
});
it("saves nothing by the Enter of an input method, nor by Esc", async () => {
  const { saved, area, press } = edit(true);
  await area.setValue("du ju");
  await press("Enter", { isComposing: true });
  await press("Enter", { keyCode: 229 });
  await press("Escape", { isComposing: true });
  expect([saved, wrapper.emitted("done"), wrapper.emitted("leave")]).toEqual([[], undefined, undefined]);
  await press("Escape");
  expect(wrapper.emitted("leave")).toHaveLength(1);
  expect(saved).toEqual([]);
});
it("writes nothing where the text was only looked at, and edits short texts in one line", async () => {
  const { saved, press } = edit(true);
  await press("Enter");
  expect([saved, wrapper.emitted("done")]).toEqual([[], [[true]]]);
  wrapper.unmount();
  const short = edit(false, "13800001111");
  expect(short.area.exists()).toBe(false);
  expect(wrapper.find<HTMLInputElement>("input").element.selectionEnd).toBe(11);
  await wrapper.find("input").setValue("13900006234");
  await short.press("Enter");
  expect(short.saved).toEqual(["13900006234"]);
});
it("saves by Tab and goes on in the row, Shift+Tab back, and stays where the value is refused", async () => {
  const { saved, press } = edit(false, "13800001111");
  await wrapper.find("input").setValue("13900006234");
  const tab = await press("Tab");
  expect([tab.defaultPrevented, saved, wrapper.emitted("done"), wrapper.emitted("across")]).toEqual([true, ["13900006234"], [[false]], [[1]]]);
  await press("Tab", { shiftKey: true });
  expect(wrapper.emitted("across")).toEqual([[1], [-1]]);
  await wrapper.setProps({ save: () => Promise.resolve("电话要有 11 位。") });
  await wrapper.find("input").setValue("139");
  await press("Tab");
  expect(wrapper.emitted("across")).toHaveLength(2);
});
