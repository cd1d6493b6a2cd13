import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answerWith } from "../../host";
import { status } from "../../host/office";
import TodayPage from "./TodayPage.vue";

vi.mock("vue-router", () => ({ useRouter: () => ({ push: () => undefined }) }));
const bands = [{ band: "0–4", male: 0, female: 0 }, { band: "5–9", male: 0, female: 0 }];
const empty = { people_count: 0, registered_count: 0, living_count: 0, household_count: 0, due: [], missing: [], birthdays: [], birthday_age: 80, last_backup: null, pyramid: bands, months: [{ month: "2026-10", registered: 0, living: 0 }] };
vi.mock("../../kit/plots", () => ({ drawPyramid: () => ({ dispose() {}, resize() {} }), drawLines: () => ({ dispose() {}, resize() {} }) }));
let page: Record<string, unknown> = {};
beforeEach(() => {
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { rights: [{ area: "residents", level: "write" }] } } as never;
  answerWith((name) => Promise.resolve(name === "get_today" ? page : { estates: [{ buildings: [{}, {}] }], grids: [] }));
});
afterEach(() => (document.body.innerHTML = ""));
async function opened() {
  const found = mount(TodayPage, { global: { stubs: { RouterLink: RouterLinkStub } } });
  await flushPromises();
  return found;
}

it("says on the empty first page what comes first, and draws no plot without data", async () => {
  page = empty;
  const found = await opened();
  expect(found.findAll("ol li").map((l) => l.text())).toEqual([expect.stringContaining("建小区和楼栋已建 2 栋"), expect.stringContaining("从表格导入居民"), expect.stringContaining("一位一位新增居民")]);
  expect(found.text()).not.toContain("年龄金字塔");
  expect(found.text()).not.toContain("十二个月人口");
});
it("opens the household that has no head", async () => {
  page = { ...empty, people_count: 2, due: [{ text: "1 户没有户主：3-2-501 李敏", count: null, opens: { page: "household", id: 9 } }] };
  const found = await opened();
  const line = found.findAllComponents(RouterLinkStub).find((l) => l.text().startsWith("1 户没有户主"))!;
  expect(line.props("to")).toEqual({ name: "household", params: { id: 9 } });
});
it("has its plots and no first steps once there are people", async () => {
  page = { ...empty, people_count: 1, pyramid: [{ band: "0–4", male: 1, female: 0 }], months: empty.months };
  const found = await opened();
  expect(found.text()).toContain("年龄金字塔");
  expect(found.text(), "nobody lived here in those months").not.toContain("十二个月人口");
  expect(found.find("ol").exists()).toBe(false);
});
it("leads to the households without a head, and to no others", async () => {
  const opens = { page: "places", table: "households", conditions: [{ field: "head", words: ["none"] }] };
  page = { ...empty, people_count: 1, due: [{ text: "1 户没有户主", count: null, opens }] };
  const found = await opened();
  const link = found.findAllComponents(RouterLinkStub).find((l) => l.text() === "1 户没有户主")!;
  expect(link.props("to")).toEqual({ name: "place-list", params: { table: "households" }, query: { "f.head": "none" } });
});
