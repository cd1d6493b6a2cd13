import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import { answerWith } from "../../host";
import { status } from "../../host/office";
import Unlock from "./Unlock.vue";

afterEach(() => (document.body.innerHTML = ""));
function opened(more: Record<string, unknown> = {}) {
  const sent: unknown[] = [];
  status.value = { stage: "locked", folder: "/台账", wait_seconds: 0, notices: [], asks_user_name: true, user_names: ["李敏", "张主任"], ...more } as never;
  answerWith((name, payload) => {
    if (name === "unlock") sent.push(payload);
    return Promise.reject([{ code: "session.password_wrong", kind: "invalid", message: "姓名或密码不对，请再试一次。", field: "password", row: null, incident: null }]);
  });
  return { page: mount(Unlock, { attachTo: document.body }), sent };
}
const enter = { key: "Enter" };

it("lists the names of two users, and Enter on the name goes to the password", async () => {
  const { page, sent } = opened();
  const names = page.find("select");
  expect(names.findAll("option").map((o) => o.text())).toEqual(["李敏", "张主任", "不在这里，自己填"]);
  expect(document.activeElement).toBe(names.element);
  await names.setValue("张主任");
  await names.trigger("keydown", enter);
  const password = page.find("input[type=password]");
  expect(document.activeElement).toBe(password.element);
  await password.setValue("xingfu-2026");
  await page.find("form").trigger("submit");
  await flushPromises();
  expect(sent).toEqual([{ user_name: "张主任", password: "xingfu-2026" }]);
  expect(document.activeElement, "a wrong password is typed again at once").toBe(password.element);
});
it("lets a name be typed that is not in the list", async () => {
  const { page, sent } = opened();
  await page.find("select").setValue("");
  await flushPromises();
  const name = page.find("input:not([type=password])");
  expect(document.activeElement).toBe(name.element);
  await name.setValue("王芳");
  await name.trigger("keydown", enter);
  expect(document.activeElement).toBe(page.find("input[type=password]").element);
  await page.find("form").trigger("submit");
  await flushPromises();
  expect(sent).toEqual([{ user_name: "王芳", password: "" }]);
});
it("asks one user for the password alone", () => {
  const { page } = opened({ asks_user_name: false, user_names: [] });
  expect(page.findAll("select, input").length).toBe(1);
  expect(document.activeElement).toBe(page.find("input[type=password]").element);
});
