import { enableAutoUnmount, flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import { answerWith } from "../../host";
import { status } from "../../host/office";
import TreePage from "./TreePage.vue";

vi.mock("vue-router", () => ({ useRouter: () => ({ push: () => undefined }) }));
enableAutoUnmount(afterEach);
afterEach(() => (document.body.innerHTML = ""));
const building = { id: 4, revision: 1, name: "3", grid_id: null, units: [{ id: 1, name: "1单元" }, { id: 2, name: "2单元" }], dwelling_count: 0, person_count: 0 };
async function proposed(chart: object, values: object): Promise<string[]> {
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { rights: [{ area: "residents", level: "write" }] } } as never;
  const replies: Record<string, unknown> = {
    get_place_tree: { estates: [{ id: 1, revision: 1, name: "幸福里", buildings: [building] }], grids: [] },
    get_place: { values },
    get_building_chart: chart,
  };
  answerWith((name) => Promise.resolve(replies[name]));
  const page = mount(TreePage, { global: { stubs: { RouterLink: RouterLinkStub } }, attachTo: document.body });
  await flushPromises();
  await page.find("button[aria-label=给3栋排房]").trigger("click");
  await flushPromises();
  return [...document.querySelectorAll<HTMLInputElement>("#layout input")].map((i) => i.value);
}

it("marks what is wrong with the plan at its field, and goes there", async () => {
  await proposed({ floors: [], units: [], cells: [] }, { floor_count: 6 });
  answerWith((name) => (name === "lay_out_building" ? Promise.reject([{ code: "layout.floor_order", kind: "invalid", message: "最高层不能低于最低层。", field: "floor_to", row: null, incident: null }]) : Promise.resolve({})));
  document.querySelector("#layout")!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect(document.querySelector("#layout [role=alert]")?.textContent).toBe("最高层不能低于最低层。");
  expect((document.activeElement as HTMLInputElement).max).toBe("99");
  expect(document.activeElement?.getAttribute("aria-invalid")).toBe("true");
});
it("proposes the building's own floors and units", async () => {
  expect(await proposed({ floors: [], units: [], cells: [] }, { floor_count: 11 })).toEqual(["2", "1", "11", "2"]);
});
it("proposes what is laid out already where the building says nothing", async () => {
  const cells = [{ unit: "1单元", floor: 18 }, { unit: "1单元", floor: 18 }, { unit: "1单元", floor: 18 }, { unit: "2单元", floor: -1 }];
  expect(await proposed({ floors: [18, -1], units: ["1单元", "2单元"], cells }, { floor_count: null })).toEqual(["2", "-1", "18", "3"]);
});
