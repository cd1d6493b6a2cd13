/** What narrows the list of a register lives in the address, so that coming back leads to the same list. */
import type { LocationQuery, LocationQueryRaw } from "vue-router";
import type { Condition, FieldInfo, Sort } from "../../contract";

export interface RowsFilter {
  text: string;
  conditions: Condition[];
  /** Days like 2026-10-01, or empty. */
  from: string;
  to: string;
}

const one = (query: LocationQuery, key: string): string => String((Array.isArray(query[key]) ? query[key]?.[0] : query[key]) ?? "");

export function filterOf(query: LocationQuery): RowsFilter {
  const conditions = Object.keys(query)
    .filter((key) => key.startsWith("f."))
    .map((key) => ({ field: key.slice(2), words: one(query, key).split(",") }));
  return { text: one(query, "q"), conditions, from: one(query, "from"), to: one(query, "to") };
}

export function sortOf(query: LocationQuery): Sort | null {
  const text = one(query, "sort");
  return text ? { key: text.replace(/^-/, ""), is_descending: text.startsWith("-") } : null;
}

export function queryOf(filter: RowsFilter, sort: Sort | null): LocationQueryRaw {
  const query: LocationQueryRaw = {};
  if (filter.text) query.q = filter.text;
  if (filter.from) query.from = filter.from;
  if (filter.to) query.to = filter.to;
  for (const condition of filter.conditions) query[`f.${condition.field}`] = condition.words.join(",");
  if (sort) query.sort = `${sort.is_descending ? "-" : ""}${sort.key}`;
  return query;
}

/** One thing that narrows the list: its name, and the filter without it. */
export interface Part {
  name: string;
  without: RowsFilter;
}

export function partsOf(filter: RowsFilter, fields: FieldInfo[]): Part[] {
  const parts: Part[] = filter.conditions.map((c) => ({
    name: fields.find((f) => f.key === c.field)?.label ?? c.field,
    without: { ...filter, conditions: filter.conditions.filter((other) => other !== c) },
  }));
  if (filter.text) parts.push({ name: "查找的文字", without: { ...filter, text: "" } });
  if (filter.from || filter.to) parts.push({ name: "日期", without: { ...filter, from: "", to: "" } });
  return parts;
}
