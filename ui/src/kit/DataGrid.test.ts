import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, reactive } from "vue";
import type { ColumnInfo, Row, Sort } from "../contract";
import type { CellEdits } from "./cells";
import DataGrid from "./DataGrid.vue";
import { keepAll } from "./drafts";
import { closeMenu, menu } from "./menu";
import MenuLayer from "./MenuLayer.vue";
import { notice } from "./notices";

const column = (key: string, title: string, is_sortable = true): ColumnInfo => ({ key, title, width: 6, align: "left", is_default: true, is_sortable });
const columns = [column("name", "姓名"), column("phones", "电话"), column("remark", "备注", false)];
const row = (n: number): Row => ({ id: 100 + n, revision: 1, mark: null, cells: [`第${n}位`, `1380000000${n}`, n === 2 ? "甲\t乙" : ""] });
let copied = "";
let wrapper: ReturnType<typeof mount>;

beforeEach(() => {
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  copied = "";
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: (text: string) => Promise.resolve(void (copied = text)) } });
  // jsdom lays nothing out: the list is as high as six rows.
  for (const side of ["offsetHeight", "clientHeight"] as const) vi.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(240);
  for (const side of ["offsetWidth", "clientWidth"] as const) vi.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(800);
});
afterEach(() => {
  wrapper.unmount();
  closeMenu();
  vi.restoreAllMocks();
  document.body.innerHTML = "";
});

async function list(more: Record<string, unknown> = {}) {
  const rows = reactive(new Map([0, 1, 2, 3, 4].map((n) => [n, row(n)])));
  const selected = reactive(new Set<number>());
  const state = reactive({ sort: null as Sort | null, widths: {} as Record<string, number>, opened: [] as number[] });
  const Page = defineComponent({
    setup: () => () => [
      h(DataGrid, {
        label: "居民列表", columns, rows, selected, total: 5, sort: state.sort, widths: state.widths, ensure: () => Promise.resolve(),
        onSort: (next: Sort | null) => (state.sort = next),
        onResize: (key: string, width: number | null) => {
          if (width !== null) state.widths = { ...state.widths, [key]: width };
          else state.widths = {};
        },
        onOpen: (of: Row) => state.opened.push(of.id),
        ...more,
      }),
      h(MenuLayer),
    ],
  });
  wrapper = mount(Page, { attachTo: document.body });
  await flushPromises();
  const grid = wrapper.find("[role=grid]");
  const press = async (key: string, held: object = {}) => {
    await grid.trigger("keydown", { key, ...held });
    await flushPromises();
  };
  const cell = (at: number, of: number) => wrapper.findAll("[role=row].item")[at]!.findAll("[role=gridcell]")[of + 1]!;
  return { grid, press, cell, selected, state };
}

it("sorts by a click anywhere in a heading, then the other way, then not", async () => {
  const { state } = await list();
  const heading = wrapper.findAll("[role=columnheader]")[1]!;
  await heading.trigger("click");
  expect(state.sort).toEqual({ key: "name", is_descending: false });
  expect(heading.attributes("aria-sort")).toBe("ascending");
  await heading.trigger("click");
  expect(state.sort).toEqual({ key: "name", is_descending: true });
  await heading.trigger("click");
  expect(state.sort).toBeNull();
});
it("sorts by keys alone: up into the heading, across, Enter", async () => {
  const { press, state } = await list();
  await press("ArrowUp");
  await press("ArrowRight");
  await press("Enter");
  expect(state.sort).toEqual({ key: "phones", is_descending: false });
  await press("ArrowDown");
  await press("Enter");
  expect(state.opened, "back in the rows, Enter opens").toEqual([100]);
});
it("selects a range by Shift, with the mouse and with keys, and single rows by Ctrl", async () => {
  const { press, cell, selected, state } = await list();
  await cell(1, 0).trigger("click", { ctrlKey: true });
  await cell(3, 1).trigger("click", { shiftKey: true });
  await flushPromises();
  expect([...selected]).toEqual([101, 102, 103]);
  await cell(2, 0).trigger("click", { ctrlKey: true });
  expect([...selected]).toEqual([101, 103]);
  expect(state.opened, "nothing opens while selecting").toEqual([]);
  await press("Home");
  await press("ArrowDown", { shiftKey: true });
  await press("ArrowDown", { shiftKey: true });
  expect([...selected]).toEqual([100, 101, 102]);
  await press("ArrowUp", { shiftKey: true });
  expect([...selected], "back over the range gives a row up").toEqual([100, 101]);
});
it("copies the selected rows as cells in the order of the list", async () => {
  const { press, selected } = await list();
  [102, 100].forEach((id) => selected.add(id));
  await press("c", { ctrlKey: true });
  expect(copied).toBe('第0位\t13800000000\t\n第2位\t13800000002\t"甲\t乙"');
  expect(notice.text).toBe("已复制 2 行，可以粘贴到表格里");
});
it("copies the row the keys are on where none is selected, and a cell where they are on one", async () => {
  const { press } = await list();
  await press("ArrowDown");
  await press("c", { ctrlKey: true });
  expect(copied).toBe("第1位\t13800000001\t");
  await press("ArrowRight");
  await press("ArrowRight");
  await press("c", { ctrlKey: true });
  expect(copied).toBe("13800000001");
});
it("gives a column the width that it is drawn to, and the usual one back", async () => {
  const { state } = await list();
  const handle = wrapper.findAll(".handle")[0]!;
  await handle.trigger("mousedown", { clientX: 100 });
  window.dispatchEvent(new MouseEvent("mousemove", { clientX: 160 }));
  window.dispatchEvent(new MouseEvent("mouseup"));
  await flushPromises();
  // 6 em and 1.6 of room, and 60 px of 15 px letters (jsdom: 16).
  expect(state.widths.name).toBeCloseTo(7.6 + 60 / (parseFloat(getComputedStyle(document.documentElement).fontSize) || 15), 1);
  await handle.trigger("dblclick");
  expect(state.widths).toEqual({});
});
it("opens a menu of its own on right click, for the cell clicked", async () => {
  const { cell, state, selected } = await list({ menuOf: () => [{ label: "登记变动", run: () => undefined }] });
  const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
  cell(2, 1).element.dispatchEvent(event);
  await flushPromises();
  expect(event.defaultPrevented, "never the web view's").toBe(true);
  const labels = wrapper.findAll("[role=menuitem]").map((b) => b.find("span").text());
  expect(labels).toEqual(["打开", "复制这一格", "复制这一行", "选中", "登记变动"]);
  await wrapper.findAll("[role=menuitem]")[1]!.trigger("click");
  await flushPromises();
  expect(copied).toBe("13800000002");
  expect(menu.items, "it closes").toEqual([]);
  expect([state.opened, [...selected]]).toEqual([[], []]);
});
it("walks the menu by keys, and Esc gives the focus back", async () => {
  const { press, grid } = await list();
  (grid.element as HTMLElement).focus();
  await press("F10", { shiftKey: true });
  expect(document.activeElement?.textContent).toContain("打开");
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  expect(document.activeElement?.textContent).toContain("复制这一行");
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await flushPromises();
  expect(document.activeElement).toBe(grid.element);
});

function editing(answer: string) {
  const saved: unknown[] = [];
  const edits: CellEdits = {
    takes: (key) => key === "phones",
    begin: (of) => Promise.resolve({ text: of.cells[1]! }),
    save: (of, key, typed) => Promise.resolve((saved.push([of.id, key, typed]), answer)),
  };
  return { edits, saved };
}
const field = () => document.querySelector<HTMLInputElement>("[data-cell-editor] input")!;
async function type(text: string, key: string) {
  field().value = text;
  field().dispatchEvent(new Event("input"));
  field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await flushPromises();
}
it("edits a cell in place by F2, and Enter goes on to the row below", async () => {
  const { edits, saved } = editing("");
  const { press, grid } = await list({ edits });
  await press("ArrowRight");
  await press("F2");
  expect(field(), "a name is not edited in the list").toBeNull();
  await press("ArrowRight");
  await press("F2");
  expect(field().value).toBe("13800000000");
  await type("13900006234", "Enter");
  expect(saved).toEqual([[100, "phones", "13900006234"]]);
  expect(field()).toBeNull();
  expect(document.activeElement).toBe(grid.element);
  await press("F2");
  expect(field().value, "the row below").toBe("13800000001");
});
it("goes on by Tab to the next cell of the row that can be edited, back by Shift+Tab, and stays in the list", async () => {
  const { edits, saved } = editing("");
  const { press, grid } = await list({ edits: { ...edits, takes: (key: string) => key !== "name" } });
  await press("ArrowRight");
  await press("ArrowRight");
  await press("F2");
  await type("13900006234", "Tab");
  expect(saved).toEqual([[100, "phones", "13900006234"]]);
  expect(field().getAttribute("aria-label"), "the next cell is open").toBe("备注");
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", shiftKey: true, bubbles: true, cancelable: true }));
  await flushPromises();
  expect(field().getAttribute("aria-label")).toBe("电话");
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", shiftKey: true, bubbles: true, cancelable: true }));
  await flushPromises();
  expect([field(), document.activeElement], "nothing before it is edited here").toEqual([null, grid.element]);
  expect(grid.attributes("aria-activedescendant")).toMatch(/-0-1$/);
});
it("shows a refusal at the cell and keeps what was typed, and Esc gives up", async () => {
  const { edits, saved } = editing("电话要有 11 位。");
  const { press } = await list({ edits });
  await press("ArrowRight");
  await press("ArrowRight");
  await press("F2");
  await type("139", "Enter");
  expect(document.querySelector("[data-cell-editor] [role=alert]")?.textContent).toBe("电话要有 11 位。");
  expect(field().value).toBe("139");
  await type("139", "Escape");
  expect(field()).toBeNull();
  expect(saved.length, "giving up writes nothing").toBe(1);
});
it("saves what stands in a cell before the ledger is locked, and before the page is left", async () => {
  const { edits, saved } = editing("");
  const { press } = await list({ edits });
  await press("ArrowRight");
  await press("ArrowRight");
  await press("F2");
  field().value = "13900006234";
  field().dispatchEvent(new Event("input"));
  await keepAll();
  expect(saved).toEqual([[100, "phones", "13900006234"]]);
});
it("writes once when a click that leaves the cell also leaves the page", async () => {
  const { edits, saved } = editing("");
  const { press } = await list({ edits });
  await press("ArrowRight");
  await press("ArrowRight");
  await press("F2");
  field().value = "13900006234";
  field().dispatchEvent(new Event("input"));
  const grid = wrapper.findComponent(DataGrid).vm as unknown as { settle: () => Promise<boolean> };
  expect(await Promise.all([grid.settle(), grid.settle()])).toEqual([true, true]);
  expect(saved.length).toBe(1);
});
