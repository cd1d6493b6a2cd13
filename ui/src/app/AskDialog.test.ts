import { mount } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import AskDialog from "./AskDialog.vue"
import { ask, asked, mayLeave } from "../kit/ask";

afterEach(() => (document.body.innerHTML = ""));
async function answer(label: string): Promise<void> {
  await nextTick();
  const all = [...document.querySelectorAll<HTMLElement>(".actions button")];
  all.find((b) => b.textContent?.trim() === label)!.click();
}

it("offers 保存, 不保存 and 接着填 before a form is left, the last one by default", async () => {
  const wrapper = mount(AskDialog, { attachTo: document.body });
  const save = vi.fn(() => Promise.resolve(true));
  const drop = vi.fn();
  let left = mayLeave(save, drop);
  await nextTick();
  expect([...document.querySelectorAll(".actions button")].map((b) => b.textContent?.trim())).toEqual(["接着填", "不保存", "保存"]);
  await nextTick();
  expect(document.activeElement?.textContent).toBe("接着填");
  await answer("接着填");
  expect([await left, save.mock.calls.length, drop.mock.calls.length]).toEqual([false, 0, 0]);
  left = mayLeave(save, drop);
  await answer("不保存");
  expect([await left, save.mock.calls.length, drop.mock.calls.length]).toEqual([true, 0, 1]);
  left = mayLeave(save, drop);
  await answer("保存");
  expect([await left, save.mock.calls.length]).toEqual([true, 1]);
  save.mockResolvedValue(false);
  left = mayLeave(save, drop);
  await answer("保存");
  expect(await left, "what could not be saved stays").toBe(false);
  wrapper.unmount();
});
it("takes a question that another one displaces for a no", async () => {
  const first = ask({ text: "一" });
  const second = ask({ text: "二" });
  expect(await first).toBe(false);
  asked.answer!(true);
  expect(await second).toBe(true);
});
