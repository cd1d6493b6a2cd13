import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import type { FaultOnWire, FieldInfo, Values } from "../contract";
import LookupInput from "./LookupInput.vue";
import RecordForm from "./RecordForm.vue";

const field = (key: string, label: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
  key,
  label,
  input: "text",
  max: 40,
  unit: "",
  is_required: false,
  is_computed: false,
  section: "基本信息",
  hint: "",
  default: "",
  choices: [],
  target: "",
  ...more,
} as FieldInfo);
const FIELDS = [field("name", "姓名", { is_required: true }), field("id_number", "证件号码", { hint: "没有号码可以不填" }), field("remark", "备注")];
const lookups = { division: () => Promise.resolve([]), reference: () => Promise.resolve([]) };
const fault = (at: string, message: string, kind: FaultOnWire["kind"] = "input" as FaultOnWire["kind"]): FaultOnWire => ({ code: "x.y", kind, message, field: at, row: null, params: [] }) as unknown as FaultOnWire;
function form(faults: FaultOnWire[] = [], values: Values = {}) {
  return mount(RecordForm, { props: { fields: FIELDS, modelValue: values, faults, lookups }, attachTo: document.body });
}
Element.prototype.scrollIntoView = () => undefined;
afterEach(() => (document.body.innerHTML = ""));

it("shows a fault under its field, read out with it, and goes to the first one", async () => {
  const wrapper = form([fault("id_number", "号码最后一位不对，请核对。")]);
  const input = wrapper.findAll("input")[1]!;
  expect(input.attributes("aria-invalid")).toBe("true");
  const spoken = input.attributes("aria-describedby")!.split(" ").map((id) => document.getElementById(id)?.textContent?.trim());
  expect(spoken).toEqual(["没有号码可以不填", "号码最后一位不对，请核对。"]);
  await (wrapper.vm as unknown as { focusFirstFault(): Promise<void> }).focusFirstFault();
  expect(document.activeElement).toBe(input.element);
  expect(wrapper.findAll("input")[0]!.attributes("aria-invalid")).toBeUndefined();
});
it("tells of a warning without calling the field wrong", () => {
  const wrapper = form([fault("id_number", "行政区划代码不在表里。", "warning")]);
  expect(wrapper.findAll("input")[1]!.attributes("aria-invalid")).toBeUndefined();
  expect(wrapper.text()).toContain("请核对：行政区划代码不在表里。");
});
it("goes on with Enter, but not with the Enter that chooses characters", async () => {
  const wrapper = form();
  const [name, number] = wrapper.findAll("input");
  name!.element.focus();
  await name!.trigger("keydown", { key: "Enter", isComposing: true });
  expect(document.activeElement).toBe(name!.element);
  await name!.trigger("keydown", { key: "Enter", keyCode: 229 });
  expect(document.activeElement).toBe(name!.element);
  await name!.trigger("keydown", { key: "Enter" });
  expect(document.activeElement).toBe(number!.element);
});
it("gives back what was typed, letter for letter, and nothing for an emptied field", async () => {
  const wrapper = form([], { name: "王", remark: "旧" });
  await wrapper.findAll("input")[1]!.setValue("11010519491231002X");
  expect(wrapper.emitted("update:modelValue")?.at(-1)?.[0]).toEqual({ name: "王", remark: "旧", id_number: "11010519491231002X" });
  await wrapper.findAll("input")[2]!.setValue("");
  expect(wrapper.emitted("update:modelValue")?.at(-1)?.[0]).toEqual({ name: "王", remark: null });
});

it("finds while typing, walks with arrows and takes with Enter; Escape leaves things as they were", async () => {
  vi.useFakeTimers();
  const search = vi.fn((text: string) => Promise.resolve(["幸福里3栋1单元501室", "幸福里3栋2单元501室"].map((label, i) => ({ word: String(i + 1), label })).filter(() => text !== "没有")));
  const wrapper = mount(LookupInput, { props: { id: "home", label: "房屋", modelValue: "", search }, attachTo: document.body });
  const input = wrapper.find("input");
  await input.trigger("focus");
  await input.setValue("501");
  await vi.advanceTimersByTimeAsync(150);
  await flushPromises();
  expect(wrapper.findAll("[role=option]").map((o) => o.text())).toEqual(["幸福里3栋1单元501室", "幸福里3栋2单元501室"]);
  await input.trigger("keydown", { key: "ArrowDown" });
  await input.trigger("keydown", { key: "Enter", isComposing: true });
  expect(wrapper.emitted("picked")).toBeUndefined();
  await input.trigger("keydown", { key: "Enter" });
  await flushPromises();
  await nextTick();
  expect(wrapper.emitted("update:modelValue")?.at(-1)).toBeDefined();
  expect(wrapper.emitted("picked")?.[0]?.[0]).toEqual({ word: "2", label: "幸福里3栋2单元501室" });
  vi.useRealTimers();
});
it("keeps a chosen record when Enter goes through it, and takes what was typed, not what was chosen before", async () => {
  vi.useFakeTimers();
  const homes = [{ word: "1", label: "3栋501" }, { word: "2", label: "3栋502" }];
  const search = vi.fn((text: string, chosen: string) => Promise.resolve(homes.filter((c) => c.label.includes(text) || c.word === chosen)));
  const wrapper = mount(LookupInput, { props: { id: "home", label: "房屋", modelValue: "2", search }, attachTo: document.body });
  const input = wrapper.find("input");
  await flushPromises();
  await input.trigger("focus");
  await flushPromises();
  expect(wrapper.findAll("[role=option]").map((o) => o.attributes("aria-selected"))).toEqual(["false", "true"]);
  const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  const seen = vi.fn();
  wrapper.element.addEventListener("keydown", seen);
  input.element.dispatchEvent(enter);
  await flushPromises();
  expect(wrapper.emitted("picked")).toBeUndefined();
  expect([seen.mock.calls.length, enter.defaultPrevented], "the form goes on to the next field").toEqual([1, false]);
  await input.setValue("501");
  await input.trigger("keydown", { key: "Enter" });
  await flushPromises();
  expect(wrapper.emitted("picked")?.[0]?.[0]).toEqual(homes[0]);
  vi.useRealTimers();
});

it("shows a masked number whole before it is changed, by right", async () => {
  const reveal = vi.fn(async () => {
    await wrapper.setProps({ modelValue: { id_number: "11010519491231002X" } });
    return true;
  });
  const wrapper = mount(RecordForm, { props: { fields: FIELDS, modelValue: { id_number: "110105********002X" }, faults: [], lookups, reveal }, attachTo: document.body });
  const input = wrapper.findAll("input")[1]!;
  await input.setValue("110105********0021");
  await flushPromises();
  expect(reveal).toHaveBeenCalledWith("id_number");
  expect(input.element.value, "what was typed is done to the whole number").toBe("110105194912310021");
  expect(wrapper.emitted("update:modelValue"), "stars are never mixed with what is typed").toEqual([[{ id_number: "110105194912310021" }]]);
  expect(document.activeElement).toBe(input.element);
  expect(wrapper.text()).not.toContain("显示完整");
});
it("takes a masked number typed anew as a whole, and holds one that is changed among its stars without the right", async () => {
  const wrapper = form([], { id_number: "110105********002X" });
  const input = wrapper.findAll("input")[1]!;
  await input.setValue("110105********0021");
  expect(wrapper.emitted("update:modelValue")).toBeUndefined();
  expect(input.element.value).toBe("110105********002X");
  expect(wrapper.text()).toContain("这个号码遮着几位，改的话请整个重填。");
  await input.setValue("11010519491231002X");
  expect(wrapper.emitted("update:modelValue")?.at(-1)?.[0]).toEqual({ id_number: "11010519491231002X" });
});
it("lets a phone be added beside one that stays masked", async () => {
  const phones = [field("phones", "电话", { input: "phones" })];
  const wrapper = mount(RecordForm, { props: { fields: phones, modelValue: { phones: ["138****1111"] }, faults: [], lookups }, attachTo: document.body });
  await wrapper.find("input").setValue("138****1111、");
  await wrapper.setProps({ modelValue: wrapper.emitted("update:modelValue")!.at(-1)![0] as Values });
  expect(wrapper.find("input").element.value, "the sign between them stays as typed").toBe("138****1111、");
  await wrapper.find("input").setValue("138****1111、13900002222");
  expect(wrapper.emitted("update:modelValue")!.at(-1)![0]).toEqual({ phones: ["138****1111", "13900002222"] });
});
it("lets 12.5 be typed letter by letter, and rounds nothing in silence", async () => {
  const area = [field("area", "面积", { input: "hundredths" })];
  const wrapper = mount(RecordForm, { props: { fields: area, modelValue: {} as Values, faults: [], lookups, "onUpdate:modelValue": (modelValue: Values) => wrapper.setProps({ modelValue }) } });
  for (const typed of ["1", "12", "12.", "12.5"]) {
    await wrapper.find("input").setValue(typed);
    await nextTick();
    expect(wrapper.find("input").element.value).toBe(typed);
  }
  expect(wrapper.props("modelValue")).toEqual({ area: 1250 });
  await wrapper.find("input").setValue("12.345");
  expect(wrapper.props("modelValue"), "is refused by the ledger, at the field").toEqual({ area: "12.345" });
});
it("searches many choices by pinyin and shows few at a glance", async () => {
  const many = Array.from({ length: 9 }, (_, i) => ({ word: String(i), label: i === 7 ? "回族" : `民族${i}`, is_common: i === 0, pinyin: i === 7 ? "hui zu" : "min zu" }));
  const fields = [field("ethnic", "民族", { input: "choice", choices: many }), field("sex", "性别", { input: "choice", choices: many.slice(0, 2) })];
  const wrapper = mount(RecordForm, { props: { fields, modelValue: {} as Values, faults: [], lookups }, attachTo: document.body });
  expect(wrapper.findAll("select").length).toBe(1);
  const input = wrapper.find("[role=combobox]");
  await input.trigger("focus");
  await input.setValue("hz");
  await input.trigger("keydown", { key: "Enter" });
  await flushPromises();
  expect(wrapper.emitted("update:modelValue")?.at(-1)?.[0]).toEqual({ ethnic: "7" });
});
