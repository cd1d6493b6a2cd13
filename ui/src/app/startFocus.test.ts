import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import { router } from "./routes";
import SettingsTabs from "../features/settings/SettingsTabs.vue";

afterEach(() => (document.body.innerHTML = ""));

it("puts the focus on the page's own tab where the link that led there is gone, and leaves it where it is else", async () => {
  await router.push({ name: "settings" });
  const tabs = mount(SettingsTabs, { attachTo: document.body, global: { plugins: [router] } });
  await flushPromises();
  expect(document.activeElement?.textContent).toBe("单位与窗口");
  tabs.unmount();
  document.body.innerHTML = '<button id="nav">设置</button>';
  document.getElementById("nav")!.focus();
  const again = mount(SettingsTabs, { attachTo: document.body, global: { plugins: [router] } });
  await flushPromises();
  expect(document.activeElement?.id).toBe("nav");
  again.unmount();
  // The router loads its pages at the first visit, slowly on a busy machine.
}, 30_000);
