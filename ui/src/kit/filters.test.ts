import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asked } from "./ask";
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
it("takes no rows at 特大 once the list is gone on with, though nothing was set, and keeps what is wrong in view", async () => {
  document.documentElement.dataset.textSize = "huge";
  document.body.innerHTML = '<button id="list">列表</button><div role="menu"><button id="item">女</button></div>';
  const fold = mount(FilterFold, { props: { name: "people", conditions: [] as { id: string; label: string }[], isSet: false }, slots: { default: "<select></select><input />" }, attachTo: document.body });
  const isOpen = () => fold.find("[aria-expanded]").attributes("aria-expanded");
  await fold.find("[aria-expanded]").trigger("click");
  fold.find("select").element.focus();
  document.getElementById("item")!.focus();
  await flushPromises();
  expect(isOpen(), "its own menu is no leaving").toBe("true");
  fold.find("input").element.focus();
  fold.find("input").element.setAttribute("aria-invalid", "true");
  document.getElementById("list")!.focus();
  await flushPromises();
  expect(isOpen()).toBe("true");
  fold.find("input").element.removeAttribute("aria-invalid");
  fold.find("input").element.focus();
  document.getElementById("list")!.focus();
  await flushPromises();
  expect([isOpen(), document.activeElement?.id]).toEqual(["false", "list"]);
  delete document.documentElement.dataset.textSize;
});
it("folds when the letters become 特大", async () => {
  const fold = mount(FilterFold, { props: { name: "people", conditions: [] as { id: string; label: string }[], isSet: false }, attachTo: document.body });
  await fold.find("[aria-expanded]").trigger("click");
  document.documentElement.dataset.textSize = "huge";
  await flushPromises();
  expect(fold.find("[aria-expanded]").attributes("aria-expanded")).toBe("false");
  delete document.documentElement.dataset.textSize;
});
it("uses a kept filter from its menu, and keeps the conditions of now under a name", async () => {
  const names: string[] = [];
  let fault = "这个名称太长。";
  const keep = (name: string) => {
    names.push(name);
    return Promise.resolve(fault);
  };
  const kept = mount(KeptFilters, { props: { filters: [{ id: 3, name: "独居老人", query: "from=70" }], load: () => Promise.resolve(true), isSet: true, mayKeep: true, keep }, attachTo: document.body });
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
  expect([names, name.isConnected, name.value], "what could not be kept stays").toEqual([["八十岁"], true, "八十岁"]);
  expect([document.querySelector("[role=dialog] [role=alert]")?.textContent, name.getAttribute("aria-invalid"), document.activeElement === name]).toEqual(["这个名称太长。", "true", true]);
  fault = "";
  name.form!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect([names.length, document.querySelector("[role=dialog]")]).toEqual([2, null]);
});
it("has no button for conditions where the list has none", () => {
  const fold = mount(FilterFold, { props: { name: "grids", conditions: [], isSet: false, hasNone: true } });
  expect(fold.find("[aria-expanded]").exists()).toBe(false);
});
it("replaces what is kept under a name by word alone", async () => {
  const names: string[] = [];
  const keep = (name: string) => {
    names.push(name);
    return Promise.resolve("");
  };
  const kept = mount(KeptFilters, { props: { filters: [{ id: 3, name: "独居老人", query: "from=70" }], load: () => Promise.resolve(true), isSet: true, mayKeep: true, keep }, attachTo: document.body });
  await kept.find("button").trigger("click");
  await flushPromises();
  menu.items[1]!.run();
  await flushPromises();
  const name = document.querySelector<HTMLInputElement>("input[aria-label=这套筛选的名称]")!;
  name.value = "独居老人";
  name.dispatchEvent(new Event("input"));
  await flushPromises();
  name.form!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect(asked.question?.text).toBe("已经有叫“独居老人”的，换成现在这一套？");
  asked.answer?.(false);
  await flushPromises();
  expect([names, name.value, document.querySelector("[role=dialog] [role=alert]")?.textContent]).toEqual([[], "独居老人", "已经有叫“独居老人”的，请另起一个名字。"]);
  name.form!.dispatchEvent(new Event("submit"));
  await flushPromises();
  asked.answer?.(true);
  await flushPromises();
  expect(names).toEqual(["独居老人"]);
});
