import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import type { BuildingChart } from "../contract";
import DwellingInput from "./DwellingInput.vue";

const cell = (dwelling_id: number, floor: number, room: string) => ({ dwelling_id, floor, unit: "1", room, tenure: "自有", inhabitants: [], registered_only: 0, tags: [] });
const chart: BuildingChart = {
  building_id: 3,
  title: "幸福里3栋",
  units: ["1"],
  floors: [2, 1],
  cells: [cell(1, 1, "101"), cell(2, 1, "102"), cell(3, 2, "201"), cell(4, 2, "202")],
  previous_id: null,
  next_id: null,
};
const building = (id: number) => ({ id, revision: 1, name: String(id), grid_id: null, units: [], dwelling_count: 4, person_count: 0 });
const maps = () => ({
  tree: () => Promise.resolve({ estates: [{ id: 1, revision: 1, name: "幸福里", buildings: [building(3), building(4)] }], grids: [] }),
  chart: vi.fn(() => Promise.resolve(chart)),
  buildingOf: () => Promise.resolve(3),
});
function input(chosen: string) {
  const from = maps();
  const wrapper = mount(DwellingInput, { props: { label: "房屋", modelValue: chosen, search: () => Promise.resolve([]), maps: from }, attachTo: document.body });
  return { wrapper, from };
}
const dialog = () => document.querySelector("[role=dialog]");
const arrow = async (key: string) => {
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await flushPromises();
};
afterEach(() => (document.body.innerHTML = ""));

it("opens at the dwelling chosen now, walks with arrows and picks", async () => {
  const { wrapper } = input("1");
  await wrapper.find("button").trigger("click");
  await flushPromises();
  expect(document.activeElement?.getAttribute("data-dwelling")).toBe("1");
  await arrow("ArrowRight");
  expect(document.activeElement?.getAttribute("data-dwelling")).toBe("2");
  await arrow("ArrowUp");
  expect(document.activeElement?.getAttribute("data-dwelling")).toBe("4");
  // Enter on a button is its click.
  (document.activeElement as HTMLElement).click();
  await flushPromises();
  expect(wrapper.emitted("update:modelValue")).toEqual([["4"]]);
  expect(dialog()).toBeNull();
  wrapper.unmount();
});
it("asks for the building first where nothing is chosen", async () => {
  const { wrapper, from } = input("");
  await wrapper.find("button").trigger("click");
  await flushPromises();
  expect(from.chart).not.toHaveBeenCalled();
  const select = dialog()!.querySelector("select")!;
  expect([...select.options].map((o) => o.text)).toEqual(["请选择", "幸福里3栋", "幸福里4栋"]);
  select.value = "4";
  select.dispatchEvent(new Event("change"));
  await flushPromises();
  expect(from.chart).toHaveBeenCalledWith(4);
  dialog()!.querySelector<HTMLElement>("[data-dwelling='3']")!.click();
  expect(wrapper.emitted("update:modelValue")).toEqual([["3"]]);
  wrapper.unmount();
});
