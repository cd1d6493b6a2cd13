/**
 * Printing a whole list: the grid draws only the rows in view, so all rows are loaded into a plain table first.
 *
 * How a list page uses it (the kit knows no host, so the page passes `printPage` and `fail`):
 *
 * ```ts
 * const loadPage = (offset: number, limit: number) => call("list_rows", { ...list(), offset, limit });
 * const { sheet, print } = usePrinting({ title: () => form.value?.title ?? "", columns: () => columns.value, load: loadPage, print: printPage, fail });
 * useKeys([{ keys: "ctrl+p", says: "打印", run: () => void print() }]);
 * ```
 *
 * In the template: `<PageHeader class="no-print" …>` (the table has the title), the button `@click="print"`, and
 * `<PrintTable :sheet="sheet" />` as the last child of `.page`.
 */
import { nextTick, onBeforeUnmount, shallowRef } from "vue";
import type { ColumnInfo, Row, RowPage } from "../contract";
import { announce, clearNotice } from "./notices";

/** The most rows on paper; about 150 pages. */
const MOST_ROWS = 5000;
/** The most rows that a list command hands out at once. */
const AT_ONCE = 500;

/** What is on paper. */
export interface Sheet {
  title: string;
  columns: ColumnInfo[];
  rows: Row[];
}

export interface PrintedList {
  title: () => string;
  columns: () => ColumnInfo[];
  load: (offset: number, limit: number) => Promise<RowPage>;
  print: () => void;
  fail: (error: unknown) => void;
}

export function usePrinting(list: PrintedList) {
  const sheet = shallowRef<Sheet | null>(null);
  let isBusy = false;

  /** All rows; `null` when they are too many for paper. */
  async function gather(): Promise<Row[] | null> {
    const rows: Row[] = [];
    let total = 0;
    do {
      const page = await list.load(rows.length, AT_ONCE);
      total = page.total;
      if (total > MOST_ROWS) return null;
      rows.push(...page.rows);
      if (page.rows.length === 0) break;
    } while (rows.length < total);
    return rows;
  }
  function drop(): void {
    window.removeEventListener("afterprint", drop);
    sheet.value = null;
  }
  async function print(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      const columns = list.columns();
      announce("正在准备打印…", undefined, { stays: true });
      const rows = await gather();
      if (!rows) return announce("超过 5,000 行，请先筛选，或导出表格后打印。");
      clearNotice();
      sheet.value = { title: list.title(), columns, rows };
      await nextTick();
      // The window lays the pages out after `print` came back, so the table stays until they are done.
      window.addEventListener("afterprint", drop);
      list.print();
    } catch (error) {
      clearNotice();
      drop();
      list.fail(error);
    } finally {
      isBusy = false;
    }
  }
  onBeforeUnmount(drop);
  return { sheet, print };
}
