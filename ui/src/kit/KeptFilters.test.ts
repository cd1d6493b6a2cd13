import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it } from "vitest";
import KeptFilters from "./KeptFilters.vue";
import { closeMenu, menu } from "./menu";

afterEach(() => {
  closeMenu();
  document.body.innerHTML = "";
});
async function labels(isSet: boolean): Promise<string[]> {
  const props = { filters: [{ id: 1, name: "独居老人", query: "q=1" }], load: () => Promise.resolve(true), isSet, mayKeep: true, keep: () => Promise.resolve("") };
  const wrapper = mount(KeptFilters, { props: props as never, attachTo: document.body });
  await wrapper.find("button").trigger("click");
  await flushPromises();
  return menu.items.map((i) => `${i.label}${i.isOff ? "（灰）" : ""}`);
}

it("says that conditions come first where nothing is set, and opens no dialog for it", async () => {
  expect(await labels(false)).toEqual(["独居老人", "先设好条件，再记住（灰）", "整理…"]);
  expect(document.querySelector("[role=dialog]")).toBeNull();
});
it("keeps what is set under a name", async () => {
  expect(await labels(true)).toEqual(["独居老人", "记住现在的条件，整理…"]);
});
it("opens no menu over another page that came while the filters were read, nor over a failure", async () => {
  for (const isRead of [true, false]) {
    let answer: (isRead: boolean) => void = () => undefined;
    const load = () => new Promise<boolean>((resolve) => (answer = resolve));
    const wrapper = mount(KeptFilters, { props: { filters: [], load, isSet: false, mayKeep: true, keep: () => Promise.resolve("") }, attachTo: document.body });
    await wrapper.find("button").trigger("click");
    if (isRead) wrapper.unmount();
    answer(isRead);
    await flushPromises();
    expect(menu.items).toEqual([]);
  }
});
