/** Rows of a long list, loaded page by page as they come into view. */
import { ref, shallowReactive } from "vue";
import type { Row, RowPage } from "../contract";

const PAGE = 100;

export function useRowPages(load: (offset: number, limit: number) => Promise<RowPage>) {
  const rows = shallowReactive(new Map<number, Row>());
  const total = ref(0);
  const isLoading = ref(true);
  const asked = new Set<number>();
  let round = 0;

  async function page(n: number): Promise<void> {
    if (asked.has(n)) return;
    asked.add(n);
    const own = round;
    try {
      const found = await load(n * PAGE, PAGE);
      if (own !== round) return;
      total.value = found.total;
      found.rows.forEach((row, i) => rows.set(found.offset + i, row));
    } catch (error) {
      asked.delete(n);
      throw error;
    } finally {
      if (own === round) isLoading.value = false;
    }
  }
  /** Makes sure rows are there or on their way. */
  function need(from: number, to: number): Promise<unknown> {
    const pages = [];
    for (let n = Math.floor(from / PAGE); n <= Math.floor(Math.max(from, to) / PAGE); n += 1) pages.push(page(n));
    return Promise.all(pages);
  }
  /** Forgets everything and loads the rows in view again; what is shown stays until the new rows come. */
  async function reload(from = 0, to = PAGE - 1): Promise<void> {
    round += 1;
    asked.clear();
    const first = Math.floor(from / PAGE);
    const own = round;
    const found = await load(first * PAGE, PAGE);
    if (own !== round) return;
    rows.clear();
    asked.add(first);
    total.value = found.total;
    found.rows.forEach((row, i) => rows.set(found.offset + i, row));
    isLoading.value = false;
    if (to >= (first + 1) * PAGE) await need((first + 1) * PAGE, to);
  }
  return { rows, total, isLoading, need, reload };
}
