/** What the members of a household are to its head, while a clerk changes it. */
import type { HouseholdCard, MemberRelation, PersonBrief } from "../../contract";

/** 户主, GB/T 4761. */
const HEAD = "02";

export type Side = "hukou" | "living";

/** A member with the relation on each side; `null` where the person is not in the household on that side. */
export interface Member {
  id: number;
  name: string;
  hukou: string | null;
  living: string | null;
}

export function membersOf(card: HouseholdCard): Member[] {
  const both: PersonBrief[] = [...card.registered, ...card.living.filter((p) => !card.registered.some((r) => r.id === p.id))];
  return both.map((p) => ({
    id: p.id,
    name: p.name,
    hukou: card.registered.some((r) => r.id === p.id) ? p.hukou_relation_code : null,
    living: card.living.some((l) => l.id === p.id) ? p.living_relation_code : null,
  }));
}

/** The members after one choice. A household has one head a side: the one before must be given a new relation. */
export function related(members: Member[], id: number, side: Side, relation: string): Member[] {
  return members.map((m) => {
    if (m.id === id) return { ...m, [side]: relation };
    return relation === HEAD && m[side] === HEAD ? { ...m, [side]: "" } : m;
  });
}

/** Where a relation is still to be chosen. */
export function openAt(members: Member[], before: Member[]): { id: number; side: Side } | null {
  for (const [i, m] of members.entries()) {
    for (const side of ["hukou", "living"] as const) if (m[side] === "" && before[i]?.[side] !== "") return { id: m.id, side };
  }
  return null;
}

/** The sides that had a head before and have none any more. */
export function headlessSides(members: Member[], before: Member[]): Side[] {
  const has = (all: Member[], side: Side) => all.some((m) => m[side] === HEAD);
  return (["hukou", "living"] as const).filter((side) => has(before, side) && !has(members, side));
}

/** What to send: only who changes, and only the side that does. */
export function changedRelations(members: Member[], before: Member[]): MemberRelation[] {
  return members.flatMap((m, i) => {
    const was = before[i];
    const changed = (side: Side) => (m[side] !== was?.[side] && m[side] ? m[side] : null);
    const relation = { person_id: m.id, hukou_relation: changed("hukou"), living_relation: changed("living") };
    return relation.hukou_relation || relation.living_relation ? [relation] : [];
  });
}
