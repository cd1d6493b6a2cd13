import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import type { Decision, DecideImport, ImportPlan, ImportView, Outcome, OutcomeCount, PlanImport, PlannedRow } from "../../contract";
import { answerWith } from "../../host";
import { changes, forms, status } from "../../host/office";
import { asked } from "../../kit/ask";
import { clearFaults, shownFaults } from "../../kit/faults";
import { listenForKeys } from "../../kit/keys";
import { clearNotice, notice } from "../../kit/notices";
import { flow, reset } from "./flow";
import ImportPage from "./ImportPage.vue";
import PastPage from "./PastPage.vue";
import { kept } from "./undo";

const fault = (code: string, message: string, field: string | null = null) => ({ code, kind: "invalid" as const, message, field, row: null, incident: null });
const column = (index: number, title: string, target: string, is_known: boolean) => ({ index, letters: "ABCDEFG"[index]!, title, target, is_known, is_of_another: false, samples: ["甲"], is_hidden: false });
const target = (key: string, label: string, group: string) => ({ key, label, group });
const view: ImportView = {
  token: 7, kind: "residents", file_name: "名单.xlsx", mark: "9 1", sheets: [{ name: "一", is_hidden: false, known: 2 }, { name: "二", is_hidden: true, known: 0 }], sheet: 0, row_count: 9,
  header_first: 2, header_last: 2, top: [{ row: 1, cells: ["名单", ""] }, { row: 2, cells: ["姓名", "电话"] }, { row: 3, cells: ["王芳", "138"] }],
  columns: [column(0, "姓名", "name", true), column(1, "联系方式", "", false), column(2, "爱好", "", false)],
  targets: [target("", "不导入", "不导入"), target("name", "姓名", "个人"), target("phones", "电话", "个人"), target("own.new", "留作新的自有栏", "自有栏")],
  remembered: "", notes: ["表头下面有 5 行记录。"], estates: ["幸福里"], groups: [target("minimum_living", "低保", "重点人群")], group: "",
};
const count = (outcome: Outcome, label: string, rows: number, taken: number): OutcomeCount => ({ outcome, label, rows, taken, partly: 0 });
const plan: ImportPlan = {
  token: 7, makes: ["2 套房屋"], left_out: ["合计 1 行"], unused: ["C 列“爱好”没有导入"], notes: [],
  counts: [count("new", "新增", 2, 2), count("changed", "有变化", 1, 1), count("maybe_same", "可能重复", 2, 0), count("conflict", "有矛盾", 1, 0), count("place", "空房", 0, 0)],
  fields: [{ key: "phones", label: "电话", differs: 1, fills: 2, may_overwrite: true }],
};
const row = (n: number, outcome: Outcome, more: Partial<PlannedRow> = {}): PlannedRow => ({
  row: n, outcome, decision: "as_planned", is_taken: outcome === "new" || outcome === "changed", title: `第${n}位`, detail: "男", matched: outcome === "maybe_same" ? { id: 3, label: "王芳（3-2-501）" } : null,
  differences: outcome === "changed" ? [{ key: "phones", label: "电话", before: "138", after: "139", is_taken: true }] : [],
  faults: outcome === "conflict" ? [{ column: "B", heading: "性别", text: "", fault: fault("x", "性别和号码不一样。") }] : [], ...more,
});
const rows = [row(3, "new"), row(4, "new"), row(5, "changed"), row(6, "maybe_same"), row(7, "maybe_same"), row(8, "conflict")];

vi.mock("../../host", async (original) => ({
  ...(await original<object>()),
  chooseFile: () => Promise.resolve("/home/a/名单.xlsx"),
  chooseSaveFile: (name: string) => Promise.resolve(`/home/a/${name}`),
}));
listenForKeys();
type Payload = Record<string, unknown>;
const sent: [string, Payload][] = [];
const of = (name: string) => sent.filter(([n]) => n === name).map(([, p]) => p);
let answers: Record<string, (p: Payload) => unknown> = {};
let wrapper: ReturnType<typeof mount> | undefined;

beforeEach(() => {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  sent.length = 0;
  const rights = [{ area: "residents", level: "write" }];
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { id: 1, rights } } as never;
  forms.value = { forms: [] } as never;
  answers = {
    open_import: () => view,
    read_import_sheet: () => view,
    plan_import: () => plan,
    decide_import: () => plan,
    list_import_rows: (p) => {
      const found = rows.filter((r) => r.outcome === p.outcome);
      return { total: found.length, offset: 0, rows: found };
    },
    commit_import: () => ({ import_id: 4, said: "导入 名单.xlsx：新增 2 行", counts: plan.counts, not_whole: 3, mended: 0, rows_back: 3, notices: 0 }),
    describe_forms: () => ({ forms: [] }),
    list_imports: () => ({ imports: [{ import_id: 4, happened_at: "2026-11-24 08:30", actor: "李敏", kind: "居民", file_name: "名单.xlsx", sheet_name: "一", counts: plan.counts, undone: "", can_undo: true }] }),
    undo_import: (p) => ({ said: "已撤销", kept: p.forces ? [] : ["居民 王芳"] }),
    mend_import_cell: () => ({}),
    get_work: () => ({ is_running: true, stage: "正在写入台账", done: 2, total: 5 }),
    cancel_work: () => ({ is_running: true, stage: "", done: 0, total: 0 }),
    close_import: () => ({}),
  };
  answerWith(async (name, payload) => {
    sent.push([name, JSON.parse(JSON.stringify(payload))]);
    const answer = answers[name];
    if (!answer) throw new Error(`nobody answers ${name}`);
    return answer(payload as Payload);
  });
});
afterEach(() => {
  wrapper?.unmount();
  reset("");
  kept.value = null;
  clearFaults();
  clearNotice();
  document.body.innerHTML = "";
  vi.useRealTimers();
});

async function opened(path = "/import/residents") {
  const Other = defineComponent({ render: () => h("p", "别的页") });
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/import/:kind", component: ImportPage, meta: { keepKey: true } },
      { path: "/imports", component: PastPage },
      { path: "/:rest(.*)", component: Other },
    ],
  });
  await router.push(path);
  wrapper = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  return { router, page: wrapper };
}
type Page = Awaited<ReturnType<typeof opened>>["page"];
async function press(page: Page, label: string): Promise<void> {
  const button = page.findAll("button").find((b) => b.text().replace(/^\d/, "") === label || b.text() === label);
  if (!button) throw new Error(`no button ${label} in ${page.text()}`);
  await button.trigger("click");
  await flushPromises();
}
async function paste(text: string): Promise<void> {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  document.body.dispatchEvent(event);
  await flushPromises();
}
/** On the page with a file open, at its columns. */
async function atColumns() {
  const found = await opened();
  await paste("姓名\t电话\n王芳\t138");
  return found;
}
async function atResult() {
  const found = await atColumns();
  await press(found.page, "看结果");
  return found;
}
async function answer(yes: boolean): Promise<void> {
  asked.answer?.(yes);
  await flushPromises();
}

it("opens rows pasted on the page, and tells text that is no rows", async () => {
  await opened();
  await paste("王芳");
  expect(of("open_import")).toEqual([]);
  expect(notice.text).toContain("没有表格的行");
  await paste("姓名\t电话\n王芳\t138");
  expect(of("open_import")).toEqual([{ kind: "residents", source: { from: "text", text: "姓名\t电话\n王芳\t138" }, sheet: null }]);
  expect(flow.step).toBe(2);
});
it("takes rows by way of a field where the web view tells the page no text, as of what LibreOffice copies", async () => {
  const { page } = await opened();
  await page.find("h1").trigger("keydown", { key: "v", ctrlKey: true });
  const field = document.querySelector<HTMLTextAreaElement>("textarea[aria-label=粘贴表格内容]")!;
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "" } });
  field.dispatchEvent(event);
  expect(event.defaultPrevented, "the web view pastes").toBe(false);
  field.value = "姓名\t电话\n王芳\t138";
  field.dispatchEvent(new Event("input"));
  await flushPromises();
  expect(of("open_import")).toEqual([{ kind: "residents", source: { from: "text", text: "姓名\t电话\n王芳\t138" }, sheet: null }]);
  expect(document.querySelector("textarea[aria-label=粘贴表格内容]")).toBeNull();
});
it("opens rows pasted into the dialog", async () => {
  const { page } = await opened();
  await press(page, "粘贴表格内容");
  const area = document.querySelector<HTMLTextAreaElement>("[role=dialog] textarea")!;
  area.value = "姓名\t电话\n王芳\t138";
  area.dispatchEvent(new Event("input"));
  await flushPromises();
  document.querySelector<HTMLElement>("[role=dialog] .primary")!.click();
  await flushPromises();
  expect(of("open_import")).toHaveLength(1);
});
it("plans with what was chosen for the columns and typed for the options", async () => {
  const { page } = await atColumns();
  expect(page.text()).toContain("未认出");
  await press(page, "全部不认的留作自有栏");
  await page.find("select[aria-label='B 列 联系方式作为']").setValue("phones");
  expect(page.text()).toContain("您选的");
  await page.find("#import-match").setValue("name_phone");
  await page.find("#import-group").setValue("minimum_living");
  await page.find("#import-opening").setValue("2026.1.1");
  await press(page, "看结果");
  const request = of("plan_import")[0] as unknown as PlanImport;
  expect(request.targets).toEqual(["name", "phones", "own.new"]);
  expect(request.options).toEqual({ match_by: "name_phone", opening_on: "2026-01-01", estate: "", overwrite: null, group: "minimum_living", skips_hidden: false, remember_as: "" });
  expect(page.text()).toContain("将新建：2 套房屋");
  expect(page.text()).toContain("导入 3 行");
});
it("marks a day that cannot be read at its field and sends nothing", async () => {
  const { page } = await atColumns();
  await page.find("#import-opening").setValue("明天");
  await press(page, "看结果");
  expect(of("plan_import")).toEqual([]);
  expect(page.find("#import-opening-fault").text()).toContain("日期请写成");
});
it("keeps everything that was chosen when a plan is refused", async () => {
  const { page } = await atColumns();
  await page.find("select[aria-label='B 列 联系方式作为']").setValue("name");
  answers.plan_import = () => Promise.reject([fault("import.two_columns", "有两栏都选了“姓名”，请改掉一栏。"), fault("date.future", "日期还没有到。", "opening_on")]);
  await press(page, "看结果");
  expect(shownFaults.list.map((f) => f.code)).toEqual(["import.two_columns"]);
  expect(page.find("#import-opening-fault").text()).toBe("日期还没有到。");
  expect(flow.step).toBe(2);
  expect(flow.targets[1]).toBe("name");
});
it("takes two rows for the header, and columns stay as they were chosen", async () => {
  const { page } = await atColumns();
  await page.find("select[aria-label='B 列 联系方式作为']").setValue("phones");
  await page.find("button[aria-label='第 3 行作表头']").trigger("click");
  await flushPromises();
  expect(of("read_import_sheet")).toEqual([{ token: 7, sheet: 0, header: [2, 3] }]);
  expect(flow.targets[1]).toBe("phones");
});
it("goes back and forth without planning anew where nothing changed", async () => {
  const { page } = await atResult();
  await press(page, "返回");
  expect(flow.step).toBe(2);
  await press(page, "看结果");
  expect(of("plan_import")).toHaveLength(1);
  expect(flow.step).toBe(3);
});
it("decides by row with a key, for the rows selected, and for all of an outcome", async () => {
  const { page } = await atResult();
  await press(page, "可能重复 2");
  await press(page, "都是同一个人");
  const decided = () => of("decide_import") as unknown as DecideImport[];
  // For all rows of the outcome.
  expect(decided()[0]).toEqual({ token: 7, rows: [], outcome: "maybe_same", decision: "same_person" satisfies Decision });
  await page.find("[role=grid]").trigger("keydown", { key: "2" });
  await flushPromises();
  expect(decided()[1]).toEqual({ token: 7, rows: [6], outcome: null, decision: "new_person" });
  await page.find("[role=grid]").trigger("keydown", { key: "ArrowDown" });
  await page.find("[role=grid]").trigger("keydown", { key: " " });
  expect(page.text()).toContain("选中的 1 行");
  await page.find("section[aria-label=这一行] [role=group] button:nth-of-type(3)").trigger("click");
  await flushPromises();
  expect(decided()[2]).toEqual({ token: 7, rows: [7], outcome: null, decision: "skip" });
});
it("plans again when a field may not be overwritten, and tells the decisions once more", async () => {
  const { page } = await atResult();
  await press(page, "有矛盾 1");
  expect(page.text()).toContain("B 列 性别：性别和号码不一样。");
  await page.find("section[aria-label=这一行] [role=group] button").trigger("click");
  await flushPromises();
  await press(page, "有变化 1");
  expect(page.find("section[aria-label=这一行] tbody").text()).toBe("电话138139");
  await page.find("input[type=checkbox]").setValue(false);
  await flushPromises();
  const [, again] = of("plan_import") as unknown as PlanImport[];
  expect(again?.options.overwrite).not.toContain("phones");
  expect(again?.options.overwrite).toContain("name");
  expect(of("decide_import").at(-1)).toEqual({ token: 7, rows: [8], outcome: null, decision: "without_contradiction" });
  expect(of("decide_import")).toHaveLength(2);
});
it("shows the columns again where telling the decisions anew was stopped, so that nothing else is written than shown", async () => {
  const { page } = await atResult();
  await page.find("[role=grid]").trigger("keydown", { key: "1" });
  await flushPromises();
  await press(page, "有变化 1");
  const decide = answers.decide_import!;
  answers.decide_import = () => Promise.reject([fault("import.cancelled", "导入已取消，台账没有改动。")]);
  await page.find("input[type=checkbox]").setValue(false);
  await flushPromises();
  expect(flow.step).toBe(2);
  expect(flow.plan).toBeNull();
  answers.decide_import = decide;
  const told = of("decide_import").length;
  await press(page, "看结果");
  expect(flow.step).toBe(3);
  expect(of("decide_import")).toHaveLength(told + 1);
});
it("shows how far it is while writing, goes on without its page, and can be cancelled", async () => {
  const { page, router } = await atResult();
  vi.useFakeTimers();
  let finish: (done: unknown) => void = () => {};
  let refuse: (faults: unknown) => void = () => {};
  answers.commit_import = () => new Promise((ok, no) => ([finish, refuse] = [ok, no]));
  await press(page, "导入 3 行");
  await vi.advanceTimersByTimeAsync(350);
  expect(page.text()).toContain("正在写入台账");
  expect(page.text()).toContain("2 / 5 行");
  await router.push("/people");
  await vi.advanceTimersByTimeAsync(10);
  const asks = of("get_work").length;
  await vi.advanceTimersByTimeAsync(2000);
  expect(of("get_work"), "a page that is gone asks no more").toHaveLength(asks);
  await router.push("/import/residents");
  await vi.advanceTimersByTimeAsync(350);
  expect(page.text()).toContain("2 / 5 行");
  await press(page, "取消");
  expect(of("cancel_work")).toHaveLength(1);
  refuse([fault("import.cancelled", "导入已取消，台账没有改动。")]);
  await vi.advanceTimersByTimeAsync(10);
  expect(notice.text).toBe("导入已取消，台账没有改动。");
  expect(shownFaults.list).toEqual([]);
  expect(flow.step, "the plan is still there").toBe(3);
  const before = changes.count;
  await press(page, "导入 3 行");
  finish({ import_id: 4, said: "导入 名单.xlsx：新增 2 行", counts: plan.counts, not_whole: 3, mended: 0, rows_back: 3 });
  await vi.advanceTimersByTimeAsync(10);
  expect(page.text()).toContain("导入完成");
  expect(page.text()).toContain("存下没有全部采用的 3 行");
  expect(changes.count).toBe(before + 1);
  expect(of("describe_forms"), "own fields may be new").toHaveLength(1);
});
it("takes a tab's rows again without taking back whom somebody decided", async () => {
  const { page } = await atResult();
  await press(page, "可能重复 2");
  await page.find("[role=grid]").trigger("keydown", { key: "2" });
  await flushPromises();
  const again = { ...plan, counts: plan.counts.map((c) => (c.outcome === "maybe_same" ? { ...c, rows: 0 } : c)) };
  answers.decide_import = () => again;
  await press(page, "新增 2");
  await press(page, "都照导入");
  expect(of("decide_import").at(-1)).toEqual({ token: 7, rows: [], outcome: "new", decision: "as_planned" });
  expect(page.text()).not.toContain("可能重复");
});
it("chooses a file, saves a blank sheet, and saves what was not taken whole under the file's name", async () => {
  answers.save_template = answers.save_import_faults = () => ({ said: "已存好", file: "" });
  const { page } = await opened();
  await press(page, "存空白模板");
  expect(of("save_template")).toEqual([{ kind: "residents", file: "/home/a/居民导入模板.xlsx", replaces: true }]);
  await press(page, "选择文件");
  expect(of("open_import")).toEqual([{ kind: "residents", source: { from: "file", path: "/home/a/名单.xlsx" }, sheet: null }]);
  await press(page, "看结果");
  await press(page, "导入 3 行");
  await press(page, "存下没有全部采用的 3 行");
  expect(of("save_import_faults")).toEqual([{ token: 7, file: "/home/a/名单_待改.xlsx", replaces: true }]);
  await press(page, "再导入一个");
  expect(flow.step).toBe(1);
  expect(of("close_import")).toEqual([{ token: 7 }]);
});
it("shows the rows as they are now when the ledger changed since they were looked at", async () => {
  const { page } = await atResult();
  const planned = of("plan_import").length;
  answers.commit_import = () => Promise.reject([fault("import.changed", "看过以后台账又有改动，请再看一遍，再导入。")]);
  answers.plan_import = () => ({ ...plan, counts: plan.counts.map((c) => (c.outcome === "new" ? { ...c, rows: 1, taken: 1 } : c)) });
  await press(page, "导入 3 行");
  expect(of("plan_import")).toHaveLength(planned + 1);
  expect(flow.step).toBe(3);
  expect(page.text()).toContain("导入 2 行");
});
it("begins anew, in words, when the import is gone", async () => {
  const { page } = await atResult();
  answers.commit_import = () => Promise.reject([fault("import.gone", "这次导入已经结束，请重新选文件。")]);
  await press(page, "导入 3 行");
  expect(flow.step).toBe(1);
  expect(page.find("[role=alert]").text()).toBe("这次导入已经结束，请重新选文件。");
});
it("keeps what is open when the state of the program is read again", async () => {
  const { page } = await atResult();
  status.value = Object.assign({}, status.value as object | null) as never;
  await flushPromises();
  expect(flow.step).toBe(3);
  expect(page.text()).toContain("导入 3 行");
});
async function lockAndOpen(page: Page, router: Awaited<ReturnType<typeof opened>>["router"]): Promise<string> {
  const before = status.value as object | null;
  await router.push("/people");
  status.value = Object.assign({}, before, { stage: "locked", user: null }) as never;
  await flushPromises();
  expect(flow.view).toBeNull();
  expect(flow.plan).toBeNull();
  status.value = before as never;
  await router.push("/import/residents");
  await flushPromises();
  return page.find("[role=alert]").text();
}
it("forgets pasted rows when the ledger is locked, and says so afterwards", async () => {
  const { router, page } = await atResult();
  const said = await lockAndOpen(page, router);
  expect(said).toContain("打开的表格也关上了");
  expect(said).not.toContain("接着做");
});
it("takes a file up again where a lock closed it, with columns, choices and decisions", async () => {
  const { router, page } = await opened();
  await press(page, "选择文件");
  await page.find("select[aria-label^='B 列']").setValue("phones");
  await page.find("#import-match").setValue("number");
  await press(page, "看结果");
  await press(page, "可能重复 2");
  await page.find("[role=grid]").trigger("keydown", { key: "2" });
  await flushPromises();
  const [planned] = of("plan_import") as unknown as PlanImport[];
  const [decided] = of("decide_import");
  expect(planned?.targets).toEqual(["name", "phones", ""]);
  const said = await lockAndOpen(page, router);
  expect(said).toContain("接着做“名单.xlsx”");
  await press(page, "接着做“名单.xlsx”");
  expect(of("open_import")[1]).toEqual({ kind: "residents", source: { from: "file", path: "/home/a/名单.xlsx" }, sheet: null });
  expect(of("plan_import")[1]).toEqual(planned);
  expect(of("decide_import")[1]).toEqual(decided);
  expect(flow.step).toBe(3);
});
it("looks at a file anew that was changed while the ledger was locked", async () => {
  const { router, page } = await opened();
  await press(page, "选择文件");
  await press(page, "看结果");
  await lockAndOpen(page, router);
  answers.open_import = () => ({ ...view, mark: "9 2" });
  await press(page, "接着做“名单.xlsx”");
  expect(flow.step).toBe(2);
  expect(notice.text).toContain("后来改过");
  expect(of("plan_import")).toHaveLength(1);
});
it("takes an import back after asking, names what stayed, and takes that back too when told", async () => {
  const { page } = await opened("/imports");
  expect(page.text()).toContain("新增 2 行，有变化 1 行，可能重复 2 行（导入 0 行）");
  await press(page, "撤销");
  expect(asked.question?.text).toContain("名单.xlsx");
  expect(asked.question?.text).toContain("新增 2 行");
  await answer(true);
  expect(of("undo_import")).toEqual([{ import_id: 4, forces: false }]);
  expect(document.querySelector("[role=dialog]")?.textContent).toContain("居民 王芳");
  document.querySelector<HTMLElement>("[role=dialog] .danger")!.click();
  await flushPromises();
  expect(asked.question?.isDanger).toBe(true);
  expect(asked.question?.text).toContain("找不回来");
  await answer(true);
  expect(of("undo_import")[1]).toEqual({ import_id: 4, forces: true });
  expect(document.querySelector("[role=dialog]")).toBeNull();
});

it("mends a bad cell where it stands, judges the rows anew with what was decided, and says that the file stays as it is", async () => {
  const bad = row(8, "conflict", { faults: [{ column: "B", heading: "联系方式", text: "1390000", fault: fault("phone.odd", "电话要有 11 位。") }] });
  const good = row(8, "new");
  let isMended = false;
  answers.list_import_rows = (p) => {
    const found = [isMended ? good : bad].filter((r) => r.outcome === p.outcome);
    return { total: found.length, offset: 0, rows: found };
  };
  answers.mend_import_cell = () => {
    isMended = true;
    return {};
  };
  answers.plan_import = () => (isMended ? { ...plan, counts: [count("new", "新增", 1, 1)] } : { ...plan, counts: [count("conflict", "有矛盾", 1, 0)] });
  const { page } = await atResult();
  await page.find("[role=grid]").trigger("keydown", { key: "F2" });
  await flushPromises();
  const cell = page.find(".mend input");
  expect((cell.element as HTMLInputElement).value, "what stands in the file").toBe("1390000");
  expect(page.text()).toContain("您的表格文件不动");
  await cell.setValue("13900006234");
  await cell.trigger("keydown", { key: "Enter" });
  await flushPromises();
  expect(of("mend_import_cell")).toEqual([{ token: 7, row: 8, column: 1, text: "13900006234" }]);
  expect(of("plan_import").length, "planned, and planned anew").toBe(2);
  expect(page.text()).toContain("导入 1 行");
});
it("leaves a cell as it was on Escape", async () => {
  answers.list_import_rows = () => ({ total: 1, offset: 0, rows: [row(8, "conflict", { faults: [{ column: "B", heading: "联系方式", text: "139", fault: fault("phone.odd", "电话要有 11 位。") }] })] });
  answers.plan_import = () => ({ ...plan, counts: [count("conflict", "有矛盾", 1, 0)] });
  const { page } = await atResult();
  await press(page, "改这一格");
  await page.find(".mend input").trigger("keydown", { key: "Escape" });
  await flushPromises();
  expect(page.find(".mend").exists()).toBe(false);
  expect(of("mend_import_cell")).toEqual([]);
});
it("shows those who came with the file after an import, and tells of the cells that were mended", async () => {
  answers.commit_import = () => ({ import_id: 4, said: "导入 名单.xlsx", counts: plan.counts, not_whole: 0, mended: 2, rows_back: 2 });
  const { page, router } = await atResult();
  await page.find("[role=grid]").trigger("keydown", { key: "Enter", ctrlKey: true });
  await flushPromises();
  expect(page.text()).toContain("有 2 格是在这里改的");
  await page.findAll("a").find((a) => a.text() === "看居民")!.trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.fullPath).toBe("/people?import=4&who=all");
});
it("lets rows be saved where none can be imported", async () => {
  answers.save_import_faults = () => ({ said: "已存好", file: "" });
  answers.plan_import = () => ({ ...plan, counts: [count("refused", "不能导入", 3, 0)] });
  const { page } = await atResult();
  await press(page, "存下没有全部采用的 3 行");
  expect(of("save_import_faults")).toEqual([{ token: 7, file: "/home/a/名单_待改.xlsx", replaces: true }]);
});
it("calls rows by the same true name before and after the import, also those that only lose a cell", async () => {
  answers.plan_import = () => ({ ...plan, counts: [{ ...count("new", "新增", 3, 3), partly: 2 }, count("refused", "不能导入", 1, 0)] });
  answers.commit_import = () => ({ import_id: 4, said: "导入 名单.xlsx", counts: plan.counts, not_whole: 3, mended: 0, rows_back: 3, notices: 0 });
  const { page } = await atResult();
  const buttons = () => page.findAll("button").map((b) => b.text()).filter((t) => t.startsWith("存下"));
  expect(buttons(), "two of the three are imported").toEqual(["存下没有全部采用的 3 行"]);
  await press(page, "导入 3 行");
  expect(buttons()).toEqual(["存下没有全部采用的 3 行"]);
});
it("tells again at the end what was left out, and what is to be known of rows", async () => {
  answers.commit_import = () => ({ import_id: 4, said: "导入 名单.xlsx", counts: plan.counts, not_whole: 0, mended: 0, rows_back: 0, notices: 1 });
  answers.list_import_faults = () => ({ rows: [], notices: [{ sheet: "一", row: 2, field: "", code: "import.open_quote", text: "引号没有配对。" }] });
  const { page } = await atResult();
  await press(page, "导入 3 行");
  expect(page.text()).toContain("C 列“爱好”没有导入");
  const told = page.find("details");
  (told.element as HTMLDetailsElement).open = true;
  await told.trigger("toggle");
  await flushPromises();
  expect(page.text()).toContain("第 2 行：引号没有配对。");
});
it("says that rows cannot be saved any more when a lock closed the file", async () => {
  const { page, router } = await atResult();
  await press(page, "导入 3 行");
  await router.push("/imports");
  await flushPromises();
  expect(page.text()).toContain("去存没有全部采用的行");
  const before = status.value;
  status.value = { ...before, stage: "locked" } as never;
  await flushPromises();
  status.value = before;
  await flushPromises();
  await router.push("/import/residents");
  await flushPromises();
  expect(page.text()).toContain("没有全部采用的 3 行不能在这里存了");
});
it("calls a column of somebody else by that name, and not unknown", async () => {
  answers.open_import = () => ({ ...view, columns: [view.columns[0], { ...column(1, "监护人电话", "", false), is_of_another: true }] });
  const { page } = await atColumns();
  expect(page.text()).toContain("别人的");
  expect(page.text()).not.toContain("未认出");
});
