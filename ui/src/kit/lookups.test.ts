import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, ref } from "vue";
import { useEntries, type Entries } from "./entries";
import LookupInput, { type Choice } from "./LookupInput.vue";

const HOMES = [
  { word: "1", label: "3栋501" },
  { word: "2", label: "3栋502" },
];
/** A search that takes its time, in ms. */
const slow = (ms: number) => (text: string, chosen: string) =>
  new Promise<Choice[]>((resolve) => setTimeout(() => resolve(HOMES.filter((c) => c.label.includes(text) || c.word === chosen)), ms));
Element.prototype.scrollIntoView = () => undefined;
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = "";
});

/** A form with one lookup and a field after it. */
function form(more: Record<string, unknown> = {}, typed: Record<string, string> = {}) {
  const value = ref("");
  let entries!: Entries;
  const wrapper = mount(
    defineComponent({
      setup() {
        entries = useEntries();
        Object.assign(entries.typed, typed);
        return () => [
          h(LookupInput, { label: "房屋", modelValue: value.value, search: slow(10), none: "没有这套房屋", "onUpdate:modelValue": (next: string) => (value.value = next), ...more }),
          h("input", { id: "next" }),
        ];
      },
    }),
    { attachTo: document.body },
  );
  const input = wrapper.find<HTMLInputElement>("[role=combobox]");
  const type = async (text: string) => {
    input.element.focus();
    await input.setValue(text);
  };
  const leave = async (ms = 400) => {
    document.getElementById("next")!.focus();
    await vi.advanceTimersByTimeAsync(ms);
    await flushPromises();
  };
  return { value, entries, wrapper, input, type, leave };
}

it("takes what is highlighted when it is left by Tab or a click, also right after the last letter", async () => {
  const { value, input, type, leave } = form();
  await type("502");
  await leave();
  expect(value.value).toBe("2");
  expect(input.element.value).toBe("3栋502");
});
it("keeps what is typed where nothing fits, says so at the field, and offers to make it", async () => {
  const make = vi.fn((text: string) => Promise.resolve({ word: "9", label: `${text}（新）` }));
  const { value, wrapper, entries, input, type, leave } = form({ make });
  await type("3-9-909");
  await leave();
  expect(input.element.value).toBe("3-9-909");
  expect(input.attributes("aria-invalid")).toBe("true");
  expect(document.getElementById(input.attributes("aria-describedby")!)!.textContent).toContain("没有这套房屋，新建");
  expect(entries.typed).toEqual({ 房屋: "3-9-909" });
  await wrapper.find("button").trigger("click");
  await flushPromises();
  expect(make).toHaveBeenCalledWith("3-9-909");
  expect(value.value).toBe("9");
  expect(input.element.value).toBe("3-9-909（新）");
  expect(entries.typed).toEqual({});
  expect(wrapper.find("[role=alert]").exists()).toBe(false);
});
it("lets no save pass over it, and puts the focus there", async () => {
  const { entries, input, type, leave } = form();
  await type("没有");
  await leave();
  const settled = entries.settle();
  await vi.advanceTimersByTimeAsync(400);
  expect(await settled).toBe(false);
  expect(document.activeElement).toBe(input.element);
});
it("is waited for by a save while a slow search runs", async () => {
  const { value, entries, type } = form({ search: slow(5000) });
  await type("501");
  const settled = entries.settle();
  await vi.advanceTimersByTimeAsync(4000);
  expect(value.value).toBe("");
  await vi.advanceTimersByTimeAsync(2000);
  expect(await settled).toBe(true);
  expect(value.value).toBe("1");
});
it("does not call a search that failed an empty one", async () => {
  const { wrapper, type, leave } = form({ search: (text: string) => (text ? Promise.reject(new Error("locked")) : Promise.resolve([])) });
  await type("501");
  await leave();
  expect(wrapper.find("[role=alert]").text()).toBe("没有查成，请再试一次。");
});
it("shows again what a draft kept of it, and nothing is taken before the clerk goes on", async () => {
  const { value, entries, input } = form({}, { 房屋: "502" });
  await vi.advanceTimersByTimeAsync(400);
  expect(input.element.value).toBe("502");
  expect(value.value).toBe("");
  const settled = entries.settle();
  await vi.advanceTimersByTimeAsync(400);
  expect(await settled).toBe(true);
  expect(value.value).toBe("2");
});
it("goes back to what was chosen by Escape", async () => {
  const { value, input, type, leave } = form();
  await type("501");
  await leave();
  await type("没有");
  await vi.advanceTimersByTimeAsync(400);
  await input.trigger("keydown", { key: "Escape" });
  await vi.advanceTimersByTimeAsync(100);
  expect(input.element.value).toBe("3栋501");
  await leave();
  expect(value.value).toBe("1");
});
it("holds still while another window has the focus", async () => {
  const { value, input, type } = form();
  await type("50");
  await input.trigger("blur");
  await vi.advanceTimersByTimeAsync(400);
  expect(value.value).toBe("");
  expect(input.element.value).toBe("50");
});
it("brings its list into view with the field, which comes last", async () => {
  const { input, type } = form();
  const seen: string[] = [];
  Element.prototype.scrollIntoView = function (this: Element) {
    seen.push(this.getAttribute("role") ?? "");
  };
  await type("50");
  await vi.advanceTimersByTimeAsync(400);
  await flushPromises();
  Element.prototype.scrollIntoView = () => undefined;
  expect(seen.slice(-2)).toEqual(["listbox", "combobox"]);
  expect(document.activeElement).toBe(input.element);
});
