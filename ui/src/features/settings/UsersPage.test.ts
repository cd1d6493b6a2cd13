import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import { answerWith } from "../../host";
import UsersPage from "./UsersPage.vue";

vi.mock("vue-router", () => ({ useRouter: () => ({ push: () => undefined }) }));
enableAutoUnmount(afterEach);
afterEach(() => (document.body.innerHTML = ""));

it("stars what a new user needs", async () => {
  answerWith(() => Promise.resolve({ users: [], roles: [] }));
  const page = mount(UsersPage, { global: { stubs: { SettingsTabs: true } }, attachTo: document.body });
  await page.findAll("button").find((b) => b.text() === "添加用户")!.trigger("click");
  await flushPromises();
  const starred = [...document.querySelectorAll("#user label")].filter((l) => l.textContent?.includes("必填")).map((l) => l.textContent?.slice(0, 2));
  expect(starred).toEqual(["姓名", "密码"]);
});
it("goes to the field of a user that is wrong", async () => {
  answerWith((name) => (name === "add_user" ? Promise.reject([{ code: "password.short", kind: "invalid", message: "密码至少 8 位。", field: "password", row: null, incident: null }]) : Promise.resolve({ users: [], roles: [] })));
  const page = mount(UsersPage, { global: { stubs: { SettingsTabs: true } }, attachTo: document.body });
  await page.findAll("button").find((b) => b.text() === "添加用户")!.trigger("click");
  await flushPromises();
  document.querySelector("#user")!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect(document.querySelector("#user [role=alert]")?.textContent).toBe("密码至少 8 位。");
  expect((document.activeElement as HTMLInputElement).type).toBe("password");
});
