import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import DateInput from "./DateInput.vue";

afterEach(() => (document.body.innerHTML = ""));
const find = (selector: string) => document.querySelector<HTMLElement>(selector)!;
const isOpen = () => document.querySelector("[role=dialog]") !== null;
async function open(modelValue = "2026-11-24") {
  const wrapper = mount(DateInput, { props: { label: "日期", modelValue }, attachTo: document.body });
  await wrapper.find("button").trigger("click");
  await flushPromises();
  return wrapper;
}
async function press(at: Element, key: string): Promise<void> {
  at.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
  await flushPromises();
}
async function clickDay(day: string): Promise<void> {
  const cell = [...document.querySelectorAll<HTMLElement>(".el-date-table td.available")].find((td) => td.textContent?.trim() === day)!;
  cell.click();
  await flushPromises();
}

it("stays open while somebody looks for the month and the year, and closes with the day", async () => {
  const wrapper = await open();
  find(".arrow-left").click();
  await flushPromises();
  expect([isOpen(), find(".el-date-picker__header").textContent]).toEqual([true, expect.stringContaining("October")]);
  await press(find(".arrow-left"), "Enter");
  expect(isOpen(), "Enter on an arrow is a click on it").toBe(true);
  const months = [...document.querySelectorAll<HTMLElement>(".el-date-picker__header-label")][1]!;
  months.click();
  await flushPromises();
  find(".el-month-table td .el-date-table-cell__text, .el-month-table td").click();
  await flushPromises();
  expect([isOpen(), wrapper.emitted("update:modelValue")], "a month is no day").toEqual([true, undefined]);
  await clickDay("15");
  expect([isOpen(), wrapper.emitted("update:modelValue")]).toEqual([false, [["2026-01-15"]]]);
  wrapper.unmount();
});
it("picks the day that stands there already, by a click or by Enter", async () => {
  const wrapper = await open();
  await clickDay("24");
  expect([isOpen(), wrapper.emitted("update:modelValue")]).toEqual([false, [["2026-11-24"]]]);
  await wrapper.find("button").trigger("click");
  await flushPromises();
  const cell = find(".el-date-table td.current");
  await press(cell, "ArrowRight");
  expect(isOpen(), "arrows walk").toBe(true);
  await press(find(".el-date-table td.current, .el-date-table td"), "Enter");
  expect([isOpen(), wrapper.emitted("update:modelValue")?.at(-1)]).toEqual([false, ["2026-11-25"]]);
  wrapper.unmount();
});
