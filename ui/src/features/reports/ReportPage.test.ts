import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { answerWith, Faults } from "../../host";
import { status } from "../../host/office";
import { asked } from "../../kit/ask";
import { menu } from "../../kit/menu";
import PeriodsTable from "./PeriodsTable.vue";
import ReportPage from "./ReportPage.vue";
import { routes } from "./routes";

const filed = { id: 1, period: "2026-10", label: "2026年10月", version: 1, state: "submitted", state_label: "已上报", reason: "", returned_reason: "", reviewed: "2026-11-03 王芳", submitted: "2026-11-03 王芳", workbook_sha256: "", pages_sha256: "", is_in_force: true, changed: "" };
const sheet = (title: string) => ({ section: "s", title, columns: ["网格", "总人口"], groups: ["", ""], rows: [["一网格", "40"]], sums: ["", "40"], notes: [], opens: [false, true], plot: null });
const report = { form: "monthly", period: "2026-10", label: "2026年10月", is_over: true, neighbours: ["2026-09", null], title: "社区月报", sheets: [sheet("人口统计表"), sheet("人口变动表")], checks: [{ words: "男 + 女 = 总人口", is_right: true }], filed, differences: [{ sheet: "人口统计表", row: "一网格", column: "总人口", before: "40", after: "39" }], events: [{ at: "2026-11-05", by: "王芳", said: "登记死亡：高淑芬", rows: [{ on: "2026-10-20", name: "高淑芬", detail: "死亡", opens: { page: "person", id: 7, movement: 9 } }] }], earlier: null, leaves: "存出的是上报的那一份", anew: ["2026年11月"] };

beforeEach(() => {
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { id: 1, rights: [{ area: "residents", level: "write" }] } } as never;
  answerWith((name) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    if (name === "list_reports") return Promise.resolve({ reports: [filed], due: [{ period: "2026-09", label: "2026年9月", due_on: "2026-10-03", is_late: true }] });
    return Promise.resolve(report);
  });
});
afterEach(() => (document.body.innerHTML = ""));
async function opened() {
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, { path: "/people/:id", name: "person", component: { template: "<p></p>" } }] });
  await router.push("/reports");
  const page = mount(ReportPage, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return page;
}

it("tells the state in one line above the table: what differs, the checks and the periods are folded", async () => {
  const page = await opened();
  const line = page.find(".states");
  expect(line.text()).toContain("已上报");
  const folds = line.findAll("button.fold");
  expect(folds.map((b) => b.text())).toEqual(["详情", "现在有 1 个数字不同", "核对：1 项都对", "各期的上报（1 期没上报）"]);
  expect(folds.map((b) => b.attributes("aria-expanded"))).toEqual(["false", "false", "false", "false"]);
  expect(line.findAll(".fold-pane").some((pane) => pane.isVisible())).toBe(false);
  expect(line.find("#report-periods").isVisible()).toBe(false);
  // One step, and the rest in a menu.
  expect(line.findAll("button.small").map((b) => b.text()).filter((t) => !t.includes("年"))).toEqual(["这一版 ▾", "做更正版"]);
  await line.findAll("button.small").find((b) => b.text() === "这一版 ▾")?.trigger("click");
  expect(menu.items.map((i) => i.label)).toEqual(["看存档的这一版", "存档的 PDF", "存档的表格", "登记退回"]);
});
/** A correction with a reason, sent and changed since, after a paper that changed too: all of it in one line, and whole under 详情. */
it("keeps the state in one line whatever is to be said, with all of it under 详情", async () => {
  const corrected = { ...filed, version: 2, state_label: "更正版（第 2 版）已上报", reason: "10 月 25 日去世一人，家属 11 月才来登记" };
  const earlier = { period: "2026-09", label: "2026年9月", words: "2026年9月已上报以后有 2 个数字变了，请给2026年9月做更正版。" };
  answerWith((name) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    return Promise.resolve(name === "list_reports" ? { reports: [corrected], due: [] } : { ...report, filed: corrected, earlier });
  });
  const page = await opened();
  const line = page.find(".states");
  // Each stands in the first row of the grid; the words give way.
  expect(line.findAll(".at").map((one) => one.text().split(/[\s，]/)[0])).toEqual(["更正版（第", "详情", "现在有", "核对：1", "各期的上报（0", "这一版", "做更正版"]);
  expect(line.find("details").exists()).toBe(false);
  expect(line.find("[role=alert]").text()).toBe(earlier.words);
  const all = line.find(".said");
  const words = [earlier.words, "上报 2026-11-03 王芳", "存出的是上报的那一份", "更正的原因：10 月 25 日去世一人，家属 11 月才来登记"];
  expect(all.findAll("span").map((one) => one.text())).toEqual(words);
  await line.find("[aria-controls=report-state]").trigger("click");
  expect(line.findAll("#report-state p").map((p) => p.text())).toEqual([...words, "看2026年9月", "核对：1 项都对"]);
  expect(line.find("#report-state a").attributes("href")).toContain("period=2026-09");
  await line.find("[aria-controls=report-differs]").trigger("click");
  expect([line.find("#report-state").exists(), line.find("#report-differs").exists()], "one pane at a time").toEqual([false, true]);
});
it("calls the figures of a version that was only reviewed those of the review", async () => {
  const reviewed = { ...filed, state: "reviewed", state_label: "已审核", submitted: "" };
  answerWith((name) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    return Promise.resolve(name === "list_reports" ? { reports: [], due: [] } : { ...report, filed: reviewed, events: [] });
  });
  const page = await opened();
  await page.find("[aria-controls=report-differs]").trigger("click");
  expect(page.findAll("#report-differs th").map((th) => th.text())).toEqual(["表", "行", "栏", "审核时", "现在"]);
  expect(page.find(".states").text()).not.toContain("草稿");
});
it("opens what was done since to the person whom it changed, by the day of its effect", async () => {
  const page = await opened();
  await page.find("[aria-controls=report-differs]").trigger("click");
  const row = page.find(".events li li");
  expect(row.text().replace(/\s+/g, " ")).toBe("2026-10-20 高淑芬 死亡");
  expect(row.find("a").attributes("href")).toContain("/people/7");
});
it("calls overdue what is overdue, and 上报 what goes up", async () => {
  const page = await opened();
  expect(page.text()).toContain("已逾期，还没有上报");
  expect(page.text()).not.toContain("报送");
});
it("chooses a table by a button, or from one list where the text is large", async () => {
  const page = await opened();
  await page.find("select[aria-label=哪张表]").setValue(1);
  expect(page.find("[role=region].scroll[aria-label=人口变动表]").exists()).toBe(true);
});
it("says before a correction which later papers are made anew", async () => {
  const page = await opened();
  await page.findAll("button").find((b) => b.text() === "做更正版")?.trigger("click");
  await flushPromises();
  expect(document.body.textContent).toContain("以后已经上报的2026年11月，期初跟着变，会一起做更正版");
});
it("says before a correction that no figure is another one than those that were sent", async () => {
  answerWith((name) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    if (name === "list_reports") return Promise.resolve({ reports: [filed], due: [] });
    return Promise.resolve({ ...report, differences: [], events: [] });
  });
  const page = await opened();
  await page.findAll("button").find((b) => b.text() === "这一版 ▾")?.trigger("click");
  menu.items.find((i) => i.label === "做更正版")?.run?.();
  await flushPromises();
  expect(document.body.textContent).toContain("现在的数字和上报的一样，没有数字变化");
  expect(document.body.textContent).toContain("更正的原因");
});
it("tells how many periods wait only once they were read", async () => {
  const page = mount(PeriodsTable, { props: { form: "monthly", round: 0 } });
  expect(page.find("button").text()).toBe("各期的上报");
  await flushPromises();
  expect(page.find("button").text()).toBe("各期的上报（1 期没上报）");
});
it("asks before a month is sent whose predecessor was not, and sends it only when told to", async () => {
  const sent: unknown[] = [];
  const waiting = { ...report, filed: { ...filed, state: "reviewed", state_label: "已审核", submitted: "" }, differences: [], events: [], anew: [] };
  answerWith((name, payload) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    if (name === "list_reports") return Promise.resolve({ reports: [], due: [] });
    if (name !== "submit_report") return Promise.resolve(waiting);
    sent.push(payload);
    if ((payload as { leaves_gap: boolean }).leaves_gap) return Promise.resolve({ said: "上报", report: filed });
    return Promise.reject(new Faults([{ code: "report.earlier_unsent", kind: "refused", message: "2026年9月的还没有上报。", field: null, row: null, incident: null }]));
  });
  const page = await opened();
  await page.findAll("button").find((b) => b.text() === "登记已上报")?.trigger("click");
  asked.answer?.(true);
  await flushPromises();
  expect(asked.question?.text).toContain("2026年9月的还没有上报");
  asked.answer?.("other");
  await flushPromises();
  expect(sent).toEqual([{ id: 1, leaves_gap: false }, { id: 1, leaves_gap: true }]);
});
it("has one primary button: the step that comes next, else 打印预览", async () => {
  const primaries = (page: Awaited<ReturnType<typeof opened>>) => page.findAll(".primary").map((b) => b.text());
  expect(primaries(await opened())).toEqual(["做更正版"]);
  answerWith((name) => {
    if (name === "list_report_forms") return Promise.resolve({ forms: [{ key: "monthly", title: "社区月报" }], sections: [], periods: [{ form: "monthly", period: "2026-10" }] });
    return Promise.resolve(name === "list_reports" ? { reports: [filed], due: [] } : { ...report, differences: [] });
  });
  expect(primaries(await opened()), "nothing is left to do").toEqual(["打印预览"]);
});
it("goes to the reason that is missing", async () => {
  const page = await opened();
  await page.findAll("button").find((b) => b.text() === "做更正版")?.trigger("click");
  await flushPromises();
  document.querySelector<HTMLElement>("[role=dialog] .primary")!.focus();
  document.querySelector("[role=dialog] form")!.dispatchEvent(new Event("submit"));
  await flushPromises();
  expect([document.querySelector("[role=dialog] [role=alert]")?.textContent, document.activeElement?.id]).toEqual(["请写明原因。", "report-reason"]);
});
