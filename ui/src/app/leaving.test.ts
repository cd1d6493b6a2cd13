import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import { nextTick } from "vue";
import { asked, mayLeave } from "../kit/ask";
import { menu, openMenu } from "../kit/menu";
import Modal from "../kit/Modal.vue";
import AskDialog from "./AskDialog.vue";
import { router } from "./routes";

afterEach(() => (document.body.innerHTML = ""));

it("asks before Back leads away under a dialog with something typed", async () => {
  await router.push("/help");
  await router.push("/history");
  const dialog = mount(Modal, { props: { title: "登记变动", store: () => Promise.resolve(true) }, slots: { default: "<input />" }, attachTo: document.body });
  await nextTick();
  const field = document.querySelector("input")!;
  field.value = "去儿子家";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const going = router.push("/help");
  await flushPromises();
  expect(asked.question?.no).toBe("接着填");
  asked.answer!(false);
  await going;
  expect([router.currentRoute.value.path, dialog.emitted("close")]).toEqual(["/history", undefined]);
  const again = router.push("/help");
  await flushPromises();
  asked.answer!("other");
  await again;
  expect([router.currentRoute.value.path, dialog.emitted("close")?.length]).toEqual(["/help", 1]);
  dialog.unmount();
  // The router loads its pages at the first visit, slowly on a busy machine.
}, 30_000);

it("gives the focus back to the field after 接着填, also where a button or a link led away", async () => {
  document.body.innerHTML = '<input id="field" /><button id="away">今天</button>';
  const wrapper = mount(AskDialog, { attachTo: document.body });
  document.getElementById("field")!.focus();
  document.getElementById("away")!.focus();
  const left = mayLeave(() => Promise.resolve(true), () => undefined);
  await nextTick();
  await nextTick();
  asked.answer!(false);
  await left;
  expect(document.activeElement?.id).toBe("field");
  wrapper.unmount();
});

const sources = import.meta.glob("../**/*.vue", { query: "?raw", import: "default", eager: true }) as Record<string, string>;
/** A 取消 of its own would throw away what was typed without asking. */
it("has no dialog whose 取消 goes past the question", () => {
  const dialogs = Object.entries(sources).flatMap(([file, text]) => (text.match(/<Modal[\s\S]*?<\/Modal>/g) ?? []).map((dialog) => ({ file, dialog })));
  expect(dialogs.length).toBeGreaterThan(15);
  expect(dialogs.filter(({ dialog }) => /@click="(?!leave")[^"]*">取消</.test(dialog)).map(({ file }) => file)).toEqual([]);
});
/** One look of whatever folds, from the kit. */
it("has no fold without the class of the kit", () => {
  const all = Object.entries(sources).flatMap(([file, text]) => (text.match(/<(?:details|button)(?:"[^"]*"|[^">])*>/g) ?? []).map((tag) => `${file} ${tag}`)).filter((tag) => tag.includes("<details") || tag.includes(":aria-expanded"));
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter((tag) => !/class="[^"]*\bfold\b/.test(tag))).toEqual([]);
});
it("closes a menu when another page comes, not when a filter changes the address", async () => {
  const one = () => openMenu({ x: 0, y: 0 }, [{ label: "还没有记住的筛选", run: () => undefined }], "常用筛选");
  await router.push("/history");
  one();
  await router.push({ path: "/history", query: { q: "王" } });
  expect(menu.items).toHaveLength(1);
  await router.push("/help");
  expect(menu.items).toEqual([]);
}, 30_000);
