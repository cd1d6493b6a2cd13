import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { answerWith } from "../../host";
import { asked } from "../../kit/ask";
import { notice } from "../../kit/notices";
import RestoreForm from "./RestoreForm.vue";

vi.mock("../../host", async (original) => ({ ...(await original<object>()), chooseFile: () => Promise.resolve("/u/a.tzbak") }));

const contents = { file: "/u/a.tzbak", community: "幸福社区", made_at: "2026-11-23 08:31", counts: [{ label: "居民", in_backup: 1284, in_ledger: null }], last_act: "2026-11-22 17:02 王芳", acts_lost: 0, is_sound: true, is_own: true };
const calls: [string, unknown][] = [];
let isSound = true;
let isOwn = true;
let isRefused = false;

beforeEach(() => {
  calls.length = 0;
  [isSound, isOwn, isRefused] = [true, true, false];
  answerWith((name, payload) => {
    calls.push([name, payload]);
    if (name === "look_into_backup" && isRefused) return Promise.reject([{ code: "session.password_wrong", kind: "invalid", message: "姓名或密码不对。", field: "password", row: null, incident: null }]);
    if (name === "look_into_backup") return Promise.resolve({ ...contents, is_sound: isSound, is_own: isOwn });
    if (name === "restore_backup") return Promise.resolve({ saved_before: "", said: "已恢复到 2026-11-23 08:31 的备份" });
    return Promise.resolve({ stage: "locked", notices: [] });
  });
});
async function looked() {
  const wrapper = mount(RestoreForm, { attachTo: document.body });
  await wrapper.find("button").trigger("click");
  await flushPromises();
  const [name, password] = wrapper.findAll("input");
  await name!.setValue("王芳");
  await password!.setValue("wangfang-2026");
  await wrapper.find("form").trigger("submit");
  await flushPromises();
  return wrapper;
}

it("shows what is in the backup and asks before it replaces anything", async () => {
  const wrapper = await looked();
  expect(wrapper.text()).toContain("幸福社区，2026-11-23 08:31 的备份");
  expect(wrapper.text()).toContain("1,284");
  await wrapper.findAll("button").find((b) => b.text() === "用这个备份恢复")!.trigger("click");
  expect(calls.map(([name]) => name)).toEqual(["look_into_backup"]);
  asked.answer?.(true);
  await flushPromises();
  const request = { file: "/u/a.tzbak", password: "wangfang-2026", user_name: "王芳" };
  expect(calls.slice(0, 2)).toEqual([["look_into_backup", request], ["restore_backup", request]]);
  expect(notice.text).toContain("已恢复到");
});
it("offers no backup that failed its check", async () => {
  isSound = false;
  const wrapper = await looked();
  expect(wrapper.text()).toContain("检查没有通过");
  expect(wrapper.findAll("button").some((b) => b.text() === "用这个备份恢复")).toBe(false);
});
it("offers no backup of another ledger where there is one", async () => {
  isOwn = false;
  const wrapper = await looked();
  expect(wrapper.text()).toContain("这是另一本台账的备份");
  expect(wrapper.findAll("button").some((b) => b.text() === "用这个备份恢复")).toBe(false);
});
it("marks a wrong password at its field", async () => {
  isRefused = true;
  const wrapper = await looked();
  expect(wrapper.findAll("input")[1]!.attributes("aria-invalid")).toBe("true");
  expect(wrapper.text()).toContain("姓名或密码不对。");
});
