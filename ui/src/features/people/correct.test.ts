import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CorrectionShown, CorrectMovement, Forms, TimelineEntry, Written } from "../../contract";
import { answerWith } from "../../host";
import { forms } from "../../host/office";
import { asked as question } from "../../kit/ask";
import CorrectDialog from "./CorrectDialog.vue";

const kinds = ["moved_within", "hukou_out"].map((word) => ({ word, label: word, is_common: true }));
const entry: TimelineEntry = {
  movement_id: 7,
  revision: 1,
  kind: "hukou_out",
  label: "户口迁出",
  happened_on: "2026-06-05",
  place: "",
  reason: "",
  standing: "",
  can_take_back: true,
  said: { hukou: { to: "nowhere" }, living: { to: "unchanged" }, dwelling_id: null },
};
const shown: CorrectionShown = {
  lines: [{ was: "2026-04-10 社区内搬家", is: "2026-04-10 社区内搬家", standing_was: "户籍在王建国户", standing_is: "不在户", is_mended: false, changes: true }],
  card: "",
  faults: [],
};
const written: Written = { id: 1, revision: 2, act_id: 1, said: "已更正", touched: [], warnings: [] };
const primary = () => document.querySelector<HTMLElement>(".button.primary")!;
beforeEach(() => {
  forms.value = { forms: [], movement_kinds: kinds, relations: [], residence_states: [] } as unknown as Forms;
});
afterEach(() => {
  document.body.innerHTML = "";
});

it("shows what changes before anything is written, and looks again after another edit", async () => {
  const asked: [string, CorrectMovement][] = [];
  answerWith((name, payload) => {
    if (name === "preview_correction" || name === "correct_movement") asked.push([name, payload as CorrectMovement]);
    return Promise.resolve(name === "preview_correction" ? shown : name === "correct_movement" ? written : { households: [], choices: [] });
  });
  const wrapper = mount(CorrectDialog, { props: { who: "王建国", entry }, attachTo: document.body });
  primary().click();
  await flushPromises();
  expect(asked.map(([name]) => name)).toEqual(["preview_correction"]);
  expect(document.body.textContent).toContain("不在户");
  const reason = document.querySelector<HTMLInputElement>("#correct-reason")!;
  reason.value = "听说晚了";
  reason.dispatchEvent(new Event("input"));
  await flushPromises();
  expect(document.body.textContent).not.toContain("不在户");
  primary().click();
  await flushPromises();
  primary().click();
  await flushPromises();
  expect(asked.map(([name]) => name)).toEqual(["preview_correction", "preview_correction", "correct_movement"]);
  expect(asked[2]?.[1].standing).toEqual(entry.said);
  expect(asked[2]?.[1].movement.reason).toBe("听说晚了");
  wrapper.unmount();
});

const at = <T extends Element>(selector: string) => document.querySelector<T>(selector)!;
/** The ledger that finds one dwelling by 501, slowly; what the dialog asked of it. */
function ledger() {
  const sent: [string, CorrectMovement][] = [];
  answerWith(async (name, payload) => {
    if (name === "preview_correction" || name === "correct_movement") sent.push([name, payload as CorrectMovement]);
    if (name === "preview_correction") return shown;
    if (name === "correct_movement") return written;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { households: [], choices: (payload as { text: string }).text === "501" ? [{ id: 9, label: "3栋501" }] : [] };
  });
  return { sent, names: () => sent.map(([name]) => name) };
}
async function type(selector: string, text: string): Promise<void> {
  const field = at<HTMLInputElement>(selector);
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await flushPromises();
}
const open = () => mount(CorrectDialog, { props: { who: "王建国", entry }, attachTo: document.body });
const leaves = {
  cancel: () => [...document.querySelectorAll<HTMLElement>(".actions button")].find((b) => b.textContent === "取消")!.click(),
  escape: () => at("#correct-reason").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true })),
  beside: () => at(".veil").dispatchEvent(new MouseEvent("mousedown")),
};
it("waits for what is typed in a lookup, and looks again where it was not looked at", async () => {
  const { sent, names } = ledger();
  const wrapper = open();
  await flushPromises();
  await type("#standing-dwelling", "501");
  primary().click();
  await vi.waitFor(() => expect(names()).toEqual(["preview_correction"]));
  expect(sent[0]?.[1].standing.dwelling_id).toBe(9);
  await vi.waitFor(() => expect(primary().textContent).toContain("就这样更正"));
  await type("#standing-dwelling", "");
  await type("#standing-dwelling", "501");
  await vi.waitFor(() => expect(primary().textContent).toContain("看更正以后怎样"));
  primary().click();
  await vi.waitFor(() => expect(primary().textContent).toContain("就这样更正"));
  primary().click();
  await vi.waitFor(() => expect(wrapper.emitted("close")).toBeDefined());
  expect(names()).toEqual(["preview_correction", "preview_correction", "correct_movement"]);
  expect(sent[2]?.[1].standing.dwelling_id).toBe(9);
  wrapper.unmount();
});
it("writes nothing that was taken from a lookup after the look", async () => {
  const { names } = ledger();
  const wrapper = open();
  await flushPromises();
  primary().click();
  await vi.waitFor(() => expect(primary().textContent).toContain("就这样更正"));
  await type("#standing-dwelling", "501");
  primary().click();
  await vi.waitFor(() => expect(names()).toEqual(["preview_correction", "preview_correction"]));
  wrapper.unmount();
});
it("passes over nothing that a lookup does not find, in the look and in the save", async () => {
  const { names } = ledger();
  const wrapper = open();
  await flushPromises();
  await type("#standing-dwelling", "909");
  primary().click();
  await vi.waitFor(() => expect(at("[role=alert].note")).not.toBeNull());
  await flushPromises();
  expect(names()).toEqual([]);
  expect(at<HTMLInputElement>("#standing-dwelling").value).toBe("909");
  leaves.cancel();
  await flushPromises();
  expect(question.question?.other, "it is typed too").toBe("不保存");
  question.answer!(false);
  wrapper.unmount();
});
it.each(["cancel", "escape"] as const)("asks before what is typed is dropped: %s", async (way) => {
  const { names } = ledger();
  const wrapper = open();
  await flushPromises();
  await type("#correct-reason", "听说晚了");
  leaves[way]();
  await flushPromises();
  expect([question.question?.yes, question.question?.other, question.question?.no]).toEqual(["保存", "不保存", "接着填"]);
  question.answer!(false);
  await flushPromises();
  expect(wrapper.emitted("close")).toBeUndefined();
  leaves[way]();
  await flushPromises();
  question.answer!(true);
  await flushPromises();
  expect(names(), "what changes is shown before it is written").toEqual(["preview_correction"]);
  expect(wrapper.emitted("close")).toBeUndefined();
  leaves[way]();
  await flushPromises();
  question.answer!(true);
  await flushPromises();
  expect(names()).toEqual(["preview_correction", "correct_movement"]);
  expect(wrapper.emitted("close")).toBeDefined();
  wrapper.unmount();
});
it("asks at a click beside it, lets it close nothing after typing, and leaves unasked where nothing was done", async () => {
  ledger();
  const wrapper = open();
  await flushPromises();
  const kind = at<HTMLSelectElement>("#correct-kind");
  kind.value = "moved_within";
  kind.dispatchEvent(new Event("change"));
  await flushPromises();
  leaves.beside();
  await flushPromises();
  expect(question.question?.no).toBe("接着填");
  expect(wrapper.emitted("close")).toBeUndefined();
  question.answer!("other");
  await flushPromises();
  expect(wrapper.emitted("close")).toHaveLength(1);
  wrapper.unmount();
  const typed = open();
  await flushPromises();
  await type("#correct-reason", "听说晚了");
  leaves.beside();
  await flushPromises();
  expect([question.question, typed.emitted("close")]).toEqual([null, undefined]);
  await type("#correct-reason", "");
  leaves.cancel();
  await flushPromises();
  expect(question.question).toBeNull();
  expect(typed.emitted("close")).toBeDefined();
  typed.unmount();
});
it("says in the row that a day moved, though nothing follows from it", async () => {
  const line = { was: "2026-11-23 死亡", is: "2026-08-23 死亡", standing_was: "不在本社区", standing_is: "不在本社区", is_mended: true, changes: true };
  answerWith(() => Promise.resolve({ lines: [line, { ...line, was: "2026-01-01 建账登记", is: "2026-01-01 建账登记", is_mended: false, changes: false }], card: "", faults: [] }));
  const wrapper = open();
  primary().click();
  await flushPromises();
  expect([...document.querySelectorAll("tbody tr td:last-child")].map((cell) => cell.textContent)).toEqual(["日期 11-23 → 08-23", "不变"]);
  wrapper.unmount();
});
it("writes nothing where nothing is corrected", async () => {
  const { names } = ledger();
  const wrapper = open();
  await flushPromises();
  primary().click();
  await vi.waitFor(() => expect(primary().textContent).toContain("就这样更正"));
  primary().click();
  await vi.waitFor(() => expect(wrapper.emitted("close")).toBeDefined());
  expect(names()).toEqual(["preview_correction"]);
  wrapper.unmount();
});
