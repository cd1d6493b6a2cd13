/** Whether a form holds what was read: nothing to save then, and no step of Ctrl+Z spent on it. */
import type { Value, Values } from "../contract";

const plain = (value: Value | undefined): string => (value === null || value === undefined ? "" : Array.isArray(value) ? value.join("、") : String(value));

/** What is empty is empty, whether it is missing, `null`, "" or a list of nothing. */
export function sameValues(a: Values, b: Values): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => plain(a[key]) === plain(b[key]));
}
