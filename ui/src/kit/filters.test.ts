import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import FilterFold from "./FilterFold.vue";
import KeptFilters from "./KeptFilters.vue";
import { closeMenu, menu } from "./menu";

beforeEach(() => localStorage.clear());
afterEach(() => {
  closeMenu();
  document.body.innerHTML = "";
});

it("folds the conditions, tells what is set, and takes one off by its word", async () => {
  const fold = mount(FilterFold, { props: { name: "people", conditions: [{ id: "age", label: "60–79 岁" }], isSet: true }, slots: { default: "<label>年龄</label>" } });
  expect(fold.find(".all").attributes("style")).toContain("display: none");
  expect(fold.text()).toContain("筛选（1）");
  await fold.find("[aria-label='去掉条件：60–79 岁']").trigger("click");
  expect(fold.emitted("drop")).toEqual([["age"]]);
  await fold.find("[aria-expanded]").trigger("click");
  expect(fold.find("[aria-expanded]").attributes("aria-expanded")).toBe("true");
  const again = mount(FilterFold, { props: { name: "people", conditions: [], isSet: false } });
  expect(again.find("[aria-expanded]").attributes("aria-expanded"), "it opens as it was left").toBe("true");
  expect(again.text()).not.toContain("清除");
  const other = mount(FilterFold, { props: { name: "dwellings", conditions: [], isSet: false } });
  expect(other.find("[aria-expanded]").attributes("aria-expanded"), "each list as it was left").toBe("false");
});
it("folds by itself at 特大 once a condition is applied", async () => {
  document.documentElement.dataset.textSize = "huge";
  const fold = mount(FilterFold, { props: { name: "people", conditions: [] as { id: string; label: string }[], isSet: false }, slots: { default: "<select></select>" }, attachTo: document.body });
  await fold.find("[aria-expanded]").trigger("click");
  fold.find("select").element.focus();
  await fold.setProps({ conditions: [{ id: "sex", label: "性别：女" }] });
  await flushPromises();
  expect(fold.find("[aria-expanded]").attributes("aria-expanded")).toBe("false");
  expect(document.activeElement).toBe(fold.find("[aria-expanded]").element);
  delete document.documentElement.dataset.textSize;
});
it("uses a kept filter from its menu, and keeps the conditions of now under a name", async () => {
  const kept = mount(KeptFilters, { props: { filters: [{ id: 3, name: "独居老人", query: "from=70" }], load: () => Promise.resolve(), isSet: true, mayKeep: true }, attachTo: document.body });
  await kept.find("button").trigger("click");
  await flushPromises();
  menu.items[0]!.run();
  expect(kept.emitted("use")).toEqual([["from=70"]]);
  menu.items[1]!.run();
  await flushPromises();
  const name = document.querySelector<HTMLInputElement>("input[aria-label=这套筛选的名称]")!;
  name.value = "八十岁";
  name.dispatchEvent(new Event("input"));
  await flushPromises();
  name.form!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect(kept.emitted("keep")).toEqual([["八十岁"]]);
});
