/** What a kind of movement leaves behind, unless the clerk says otherwise. */
import type { MovementKind, StandingChoice } from "../../contract";

/** Kinds offered for a person who is here, in the order in which clerks need them. */
export const KINDS_HERE: MovementKind[] = ["moved_out", "died", "moved_within", "hukou_in", "hukou_out", "moved_in", "cancelled"];
/** Kinds offered for somebody who left. */
export const KINDS_AWAY: MovementKind[] = ["moved_in", "hukou_in"];
/** How a new person came. */
export const KINDS_NEW: MovementKind[] = ["opening", "moved_in", "born", "hukou_in"];

export function leavesNothing(kind: MovementKind): boolean {
  return kind === "died" || kind === "cancelled";
}

/** The standing a movement leads to when nothing else is chosen. */
export function usualStanding(kind: MovementKind): StandingChoice {
  const nowhere = { to: "nowhere" as const };
  const unchanged = { to: "unchanged" as const };
  switch (kind) {
    case "died":
    case "cancelled":
      return { hukou: nowhere, living: nowhere, dwelling_id: null };
    case "moved_out":
      return { hukou: nowhere, living: nowhere, dwelling_id: null };
    case "hukou_out":
      return { hukou: nowhere, living: unchanged, dwelling_id: null };
    case "hukou_in":
      return { hukou: { to: "household", household_id: 0, relation: "" }, living: unchanged, dwelling_id: null };
    case "moved_within":
      return { hukou: unchanged, living: { to: "household", household_id: 0, relation: "" }, dwelling_id: null };
    case "moved_in":
      return { hukou: unchanged, living: { to: "household", household_id: 0, relation: "" }, dwelling_id: null };
    default:
      return { hukou: { to: "household", household_id: 0, relation: "" }, living: { to: "same_as_hukou" }, dwelling_id: null };
  }
}

/** The controls of a fault, in the order in which one of them is there. */
const CONTROLS: Record<string, string[]> = {
  hukou: ["standing-hukou-household", "standing-hukou"],
  hukou_relation: ["standing-hukou-relation", "standing-hukou"],
  living: ["standing-living-household", "standing-living"],
  living_relation: ["standing-living-relation", "standing-living"],
  dwelling_id: ["standing-dwelling"],
  dwelling: ["standing-dwelling"],
};

export function isOfStanding(field: string | null): field is string {
  return field !== null && field in CONTROLS;
}

/** Puts the focus where a fault of the standing is mended. */
export function focusStanding(field: string): void {
  for (const control of CONTROLS[field] ?? []) {
    const found = document.getElementById(control);
    if (found) return found.focus();
  }
}
