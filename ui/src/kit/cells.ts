/** Cells of a list: edited in place, and copied as a spreadsheet program takes them. */
import type { ColumnInfo, Row } from "../contract";
import { copyText } from "./clipboard";
import { announce } from "./notices";

/** What is edited in a cell: a text, one of several words, or several of them. */
export interface CellStart {
  text: string;
  picked?: string[];
  choices?: { word: string; label: string }[];
  isMany?: boolean;
  hint?: string;
}
/** How a list edits its cells in place. */
export interface CellEdits {
  takes: (column: string) => boolean;
  /** What stands there, in full; nothing where it cannot be edited here, which was told then. */
  begin: (row: Row, column: string) => Promise<CellStart | null>;
  /** Writes; what was wrong, in words. */
  save: (row: Row, column: string, typed: string, picked: string[]) => Promise<string>;
}

/** So many rows go to the clipboard at once; more leave as a file. */
const AT_ONCE = 5_000;

/** As spreadsheet programs write it: what holds a tab, a line or a quote stands in quotes. */
export function asCells(rows: string[][]): string {
  const cell = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join("\t")).join("\n");
}

/** The rows selected, in the order of the list; `ensure` loads those that were never in view. */
export async function rowsOf(rows: Map<number, Row>, selected: Set<number>, total: number, ensure: (from: number, to: number) => Promise<unknown>): Promise<Row[]> {
  const found = () => [...rows].filter(([, row]) => selected.has(row.id)).sort(([a], [b]) => a - b).map(([, row]) => row);
  if (found().length < selected.size) await ensure(0, total - 1);
  return found();
}

export async function copyRows(rows: Row[]): Promise<void> {
  if (rows.length > AT_ONCE) return announce(`一次最多复制 ${AT_ONCE} 行，更多的请用“导出表格”。`);
  const done = await copyText(asCells(rows.map((row) => row.cells)));
  announce(done ? `已复制 ${rows.length} 行，可以粘贴到表格里` : "没有复制成，请再试一次。");
}
export async function copyCell(text: string): Promise<void> {
  announce((await copyText(text)) ? "已复制这一格" : "没有复制成，请再试一次。");
}

/** The least a column is drawn with, in em: its text and the space around it. */
export const leastOf = (column: ColumnInfo) => column.width + 1.6;
/** Up to this width (numbers, sexes, grids) a column takes no part of the room that is left over. */
const NARROW = 5;
/** The columns as tracks of a grid: those drawn wider or narrower by hand stay so, the wide ones share what is left. */
export function tracks(columns: ColumnInfo[], widths: Record<string, number>): { template: string; least: number } {
  const hasWide = columns.some((c) => c.width > NARROW && widths[c.key] === undefined);
  const track = (c: ColumnInfo) => {
    const own = widths[c.key];
    if (own !== undefined) return `${own}em`;
    return hasWide && c.width <= NARROW ? `${leastOf(c)}em` : `minmax(${leastOf(c)}em, ${c.width}fr)`;
  };
  return { template: columns.map(track).join(" "), least: columns.reduce((sum, c) => sum + (widths[c.key] ?? leastOf(c)), 0) };
}
/** A column is never so narrow that it cannot be taken hold of, nor wider than a window, in em. */
export const boundedWidth = (em: number) => Math.round(Math.max(2.5, Math.min(60, em)) * 10) / 10;
