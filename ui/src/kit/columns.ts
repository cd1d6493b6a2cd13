/** The columns a user chose for a list and the widths given to them; only keys of columns are remembered, never data. */
import { computed, ref, type ComputedRef } from "vue";
import type { ColumnInfo } from "../contract";

export function useColumns(list: string, all: ComputedRef<ColumnInfo[]>) {
  const key = `columns:${list}`;
  const kept = ref<string[]>(JSON.parse(localStorage.getItem(key) ?? "[]") as string[]);
  const chosen = computed(() => {
    const known = kept.value.filter((k) => all.value.some((c) => c.key === k));
    return known.length > 0 ? known : all.value.filter((c) => c.is_default).map((c) => c.key);
  });
  const columns = computed(() => chosen.value.flatMap((k) => all.value.find((c) => c.key === k) ?? []));
  function choose(keys: string[]): void {
    kept.value = keys;
    localStorage.setItem(key, JSON.stringify(keys));
  }
  const widthsKey = `widths:${list}`;
  /** In em, by key. */
  const widths = ref<Record<string, number>>(JSON.parse(localStorage.getItem(widthsKey) ?? "{}") as Record<string, number>);
  function resize(of: string, width: number | null): void {
    const others = Object.entries(widths.value).filter(([key]) => key !== of);
    widths.value = Object.fromEntries(width === null ? others : [...others, [of, width]]);
    localStorage.setItem(widthsKey, JSON.stringify(widths.value));
  }
  return { chosen, columns, choose, widths, resize };
}
