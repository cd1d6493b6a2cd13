import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CorrectionShown, CorrectMovement, Forms, TimelineEntry, Written } from "../../contract";
import { answerWith } from "../../host";
import { forms } from "../../host/office";
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
