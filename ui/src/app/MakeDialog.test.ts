import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answerWith } from "../host";
import { makePlace } from "../host/making";
import { forms } from "../host/office";
import MakeDialog from "./MakeDialog.vue";

const field = (key: string, label: string, is_required = false) => ({ key, label, input: "text", max: 40, unit: "", is_required, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false });
Element.prototype.scrollIntoView = () => undefined;
beforeEach(() => {
  forms.value = { forms: [{ key: "grids", title: "网格", about: "", fields: [field("name", "网格名称", true), field("grid_worker", "网格员", true)], columns: [], is_register: false, is_struck: false, may_write: true }] } as never;
});
afterEach(() => (document.body.innerHTML = ""));

it("makes what a lookup wants without leaving the form, and gives it to the lookup", async () => {
  const asked: [string, unknown][] = [];
  let isRight = false;
  answerWith((name, payload) => {
    asked.push([name, payload]);
    if (name === "save_place" && !isRight) return Promise.reject([{ code: "field.required", kind: "invalid", message: "请填写网格员。", field: "grid_worker", row: null, incident: null }]);
    if (name === "save_place") return Promise.resolve({ id: 7, revision: 1, act_id: 3, said: "新增网格 第三网格", touched: [], warnings: [] });
    return Promise.resolve({ choices: [{ id: 7, label: "第三网格" }] });
  });
  const wrapper = mount(MakeDialog, { attachTo: document.body });
  const made = makePlace("grids", "第三网格");
  await vi.waitFor(() => expect(document.activeElement?.closest(".field")?.textContent).toContain("网格员"));
  expect(document.querySelector("h2")!.textContent).toBe("新建网格");
  const save = () => [...document.querySelectorAll<HTMLElement>("[role=dialog] button")].find((b) => b.textContent!.includes("保存"))!.click();
  save();
  await flushPromises();
  expect(document.body.textContent).toContain("请填写网格员。");
  expect((document.activeElement as HTMLElement).getAttribute("aria-invalid"), "the first failing save goes to the fault").toBe("true");
  isRight = true;
  save();
  expect(await made).toEqual({ word: "7", label: "第三网格" });
  expect(asked[0]).toEqual(["save_place", { table: "grids", id: null, revision: 0, values: { name: "第三网格" }, always: [] }]);
  await flushPromises();
  expect(document.querySelector("[role=dialog]")).toBeNull();
  wrapper.unmount();
});
