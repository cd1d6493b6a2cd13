import { mount } from "@vue/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import type { ColumnInfo, RowPage } from "../contract";
import { clearNotice, notice } from "./notices";
import PrintTable from "./PrintTable.vue";
import { usePrinting, type PrintedList } from "./printing";

const COLUMNS: ColumnInfo[] = [{ key: "name", title: "姓名", align: "left", width: 6, is_default: true, is_sortable: true }];
const page = (offset: number, limit: number, total: number): RowPage => ({
  total,
  offset,
  rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => ({ id: offset + i, revision: 1, cells: [`第${offset + i}人`], mark: null })),
});
function list(total: number, more: Partial<PrintedList> = {}) {
  const asked: number[] = [];
  let printing!: ReturnType<typeof usePrinting>;
  const wrapper = mount(
    defineComponent({
      setup() {
        printing = usePrinting({
          title: () => "居民",
          columns: () => COLUMNS,
          load: (offset, limit) => {
            asked.push(offset);
            return Promise.resolve(page(offset, limit, total));
          },
          print: () => undefined,
          fail: (error) => {
            throw error;
          },
          ...more,
        });
        return () => h(PrintTable, { sheet: printing.sheet.value });
      },
    }),
  );
  return { asked, wrapper, print: () => printing.print() };
}
beforeEach(() => clearNotice());

it("puts every row on paper, in parts of 500, and drops them afterwards", async () => {
  let onPaper = 0;
  const { asked, wrapper, print } = list(1284, { print: () => (onPaper = wrapper.findAll("tbody tr").length) });
  await print();
  expect(asked).toEqual([0, 500, 1000]);
  expect(onPaper).toBe(1284);
  expect(wrapper.find("caption").text()).toBe("居民（共 1,284 行）");
  window.dispatchEvent(new Event("afterprint"));
  await wrapper.vm.$nextTick();
  expect(wrapper.find("table").exists()).toBe(false);
});
it("prints no list of more than 5,000 rows, and says what to do", async () => {
  const onPaper = vi.fn();
  const { asked, print } = list(5001, { print: onPaper });
  await print();
  expect(asked).toEqual([0]);
  expect(onPaper).not.toHaveBeenCalled();
  expect(notice.text).toBe("超过 5,000 行，请先筛选，或导出表格后打印。");
});
it("hands on what went wrong and takes the notice away", async () => {
  const fail = vi.fn();
  const { print } = list(10, { load: () => Promise.reject(new Error("disk")), fail });
  await print();
  expect(fail).toHaveBeenCalledOnce();
  expect(notice.text).toBe("");
});
