import { expect, it } from "vitest";
import type { Status } from "../contract";
import { ask, asked } from "../kit/ask";
import { shownFaults, showFaults } from "../kit/faults";
import { menu, openMenu } from "../kit/menu";
import { announce, notice } from "../kit/notices";
import { answerWith } from ".";
import { makePlace, making } from "./making";
import { onOtherUser, status, takeStatus } from "./office";

const at = (stage: string, user: number | null): Status =>
  ({ stage, is_practice: false, folder: "/台账", notices: [], user: user === null ? null : { id: user, rights: [] } }) as unknown as Status;
answerWith((name) => Promise.resolve(name === "describe_forms" ? { forms: [] } : {}));

it("closes everything that lies over the page when the window locks, each with its safe answer", async () => {
  await takeStatus(at("open", 1));
  const removing = ask({ text: "把 钱丙 移入回收站？", yes: "移入回收站", isDanger: true });
  const made = makePlace("estates", "新区");
  showFaults([{ code: "refused", kind: "refused", message: "钱丙 还是户主。", field: null, row: null } as never]);
  openMenu({ x: 0, y: 0 }, [{ label: "甲", run: () => undefined }], "菜单");
  announce("已保存 钱丙", () => undefined);
  await takeStatus(at("locked", null));
  expect([asked.question, making.wanted, shownFaults.list, menu.items, notice.text]).toEqual([null, null, [], [], ""]);
  expect([await removing, await made]).toEqual([false, null]);
});
it("leads somebody else to a page of their own before the window opens, and the same one back to where they were", async () => {
  const stages: (string | undefined)[] = [];
  onOtherUser(() => stages.push(status.value?.stage));
  await takeStatus(at("open", 1));
  expect(stages, "the same one comes back").toEqual([]);
  await takeStatus(at("locked", null));
  await takeStatus(at("open", 2));
  expect(stages, "before the window opens").toEqual(["locked"]);
});
it("keeps what is open where nothing but the clock changed", async () => {
  const left = ask({ text: "要吗？" });
  await takeStatus(at("open", 2));
  expect(asked.question?.text).toBe("要吗？");
  asked.answer!(true);
  expect(await left).toBe(true);
});
