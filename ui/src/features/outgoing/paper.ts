/** What pages are printed on: which of them may be turned, and what paper they need. */
import type { Leaving } from "../../contract";

/** Lists and books: a report has its paper from its form, cards, labels and papers have but one. */
const LISTS: readonly Leaving["what"][] = ["people", "places", "rows", "household_book", "building_book", "population", "changes"];

/** Whether somebody may choose the paper of what leaves and which way it is turned. */
export function turns(leaving: Leaving): boolean {
  return LISTS.includes(leaving.what);
}

/** The long side of A4 in CSS pixels, with a little more. */
const LONG_SIDE_OF_A4 = 1150;

/** The name of the paper for a page of this size, as printers know it. */
export function paperOf(width: number, height: number): "A4" | "A3" {
  return Math.max(width, height) > LONG_SIDE_OF_A4 ? "A3" : "A4";
}
