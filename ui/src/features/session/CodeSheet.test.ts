import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import { answerWith } from "../../host";
import { status } from "../../host/office";
import CodeSheet from "./CodeSheet.vue";

afterEach(() => (document.body.innerHTML = ""));
const words = () => document.activeElement?.textContent?.trim();
const click = async (label: string) => {
  [...document.querySelectorAll("button")].find((b) => b.textContent?.trim() === label)!.click();
  await flushPromises();
};

it("has the focus where one goes on: the button under the code, the field it is typed in", async () => {
  status.value = { stage: "confirming_code", today: "2026-11-24", folder: "/台账", notices: [] } as never;
  answerWith((name) => (name === "confirm_recovery_code" ? Promise.reject([{ code: "x.y", kind: "invalid", message: "恢复码不对。", field: null, row: null, incident: null }]) : Promise.resolve({ recovery_code: "EFGH" })));
  const page = mount(CodeSheet, { props: { code: "ABCD" }, attachTo: document.body });
  await flushPromises();
  expect(words()).toBe("已经抄好，下一步");
  await click("已经抄好，下一步");
  expect(document.activeElement?.tagName).toBe("INPUT");
  await click("再看一眼");
  expect(words()).toBe("已经抄好，下一步");
  page.unmount();
  const again = mount(CodeSheet, { props: { code: "" }, attachTo: document.body });
  await flushPromises();
  expect(document.activeElement?.tagName, "who comes back types at once").toBe("INPUT");
  again.unmount();
});
