import { mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import NoticeLine from "../app/NoticeLine.vue";
import { clearNotice } from "../kit/notices";
import { shownFaults } from "../kit/faults";
import { answerWith, call, Faults } from ".";
import { changes, fail, lastAct, tell, undoLast } from "./office";

const written = { id: 7, revision: 2, act_id: 41, said: "新增 王建国（迁入）", touched: [{ table: "people", id: 7 }], warnings: [] };
beforeEach(() => {
  clearNotice();
  lastAct.value = null;
});

it("tells of a write and takes it back from the same line", async () => {
  const asked: [string, unknown][] = [];
  answerWith((name, payload) => {
    asked.push([name, payload]);
    return Promise.resolve({ ...written, act_id: 42, said: "已撤销：新增 王建国（迁入）" });
  });
  const line = mount(NoticeLine);
  const before = changes.count;
  tell(written);
  await nextTick();
  expect(line.text()).toContain("新增 王建国（迁入）");
  expect(lastAct.value).toBe(41);
  await line.find("button").trigger("click");
  await vi.waitFor(() => expect(line.text()).toContain("已撤销"));
  expect(asked).toEqual([["undo_act", { act_id: 41 }]]);
  expect(changes.count).toBe(before + 2);
  expect(lastAct.value, "Ctrl+Z twice does not bring it back").toBeNull();
  await line.find("button").trigger("click");
  await vi.waitFor(() => expect(asked[1]).toEqual(["undo_act", { act_id: 42 }]));
});
it("hands on the faults of the program and shows them, in words", async () => {
  const refusal = [{ code: "dwelling.taken", kind: "input", message: "这套房屋已经登记。", field: null, row: null }];
  answerWith(() => Promise.reject(refusal));
  const error = await call("get_today", {}).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(Faults);
  fail(error);
  expect(shownFaults.list.map((f) => f.message)).toEqual(["这套房屋已经登记。"]);
});
it("reports what nobody foresaw by kind and place only, and shows the number", async () => {
  let sent = "";
  answerWith((_, payload) => {
    sent = (payload as { trace: string }).trace;
    return Promise.resolve({ incident: "K7-0042" });
  });
  const error = new TypeError("cannot read 王建国 330106195803120114");
  error.stack = "TypeError: cannot read 王建国\n    at load (tauri://localhost/assets/index-abc.js:12:34)";
  fail(error);
  await vi.waitFor(() => expect(shownFaults.incident).toBe("K7-0042"));
  expect(sent).toBe("TypeError index-abc.js:12:34");
});

it("goes back step by step with Ctrl+Z, and says when there is no more", async () => {
  const asked: number[] = [];
  answerWith((_, payload) => {
    const { act_id } = payload as { act_id: number };
    asked.push(act_id);
    return Promise.resolve({ ...written, act_id: 100 + act_id, said: "已撤销" });
  });
  const line = mount(NoticeLine);
  for (const act_id of [1, 2, 3]) tell({ ...written, act_id });
  await undoLast();
  await undoLast();
  await undoLast();
  expect(asked).toEqual([3, 2, 1]);
  await undoLast();
  await nextTick();
  expect(asked).toEqual([3, 2, 1]);
  expect(line.text()).toBe("没有可以撤销的了，更早的请到“修改记录”里撤销。");
});
it("tells a step that a rule keeps, and goes on to the one before it", async () => {
  answerWith((_, payload) =>
    (payload as { act_id: number }).act_id === 2
      ? Promise.reject([{ code: "act.changed_later", kind: "refused", message: "后来又改过，不能撤销。", field: null, row: null, incident: null }])
      : Promise.resolve({ ...written, act_id: 9 }),
  );
  for (const act_id of [1, 2]) tell({ ...written, act_id });
  await undoLast();
  expect(shownFaults.list.map((f) => f.message)).toEqual(["后来又改过，不能撤销。"]);
  expect(lastAct.value).toBe(1);
});
it("takes back what the line brought back, as a step of its own", async () => {
  answerWith((_, payload) => Promise.resolve({ ...written, act_id: 10 * (payload as { act_id: number }).act_id }));
  const line = mount(NoticeLine);
  tell({ ...written, act_id: 1 });
  await undoLast();
  await nextTick();
  await line.find("button").trigger("click");
  await vi.waitFor(() => expect(lastAct.value, "the undo was undone").toBe(100));
});
