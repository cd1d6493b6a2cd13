/** Who comes next where the head of a household dies or leaves. */
import type { HouseholdCard, Membership, NextHead, PersonCard, StandingChoice } from "../../contract";

/** 户主, GB/T 4761. */
export const HEAD = "02";

/** Somebody who stays, with the relation to the head on each side; `null` where the person is not in the household there. */
export interface Heir {
  id: number;
  name: string;
  hukou: string | null;
  living: string | null;
  /** 男, 女, or unknown. */
  sex: string;
  /** Whole years; `null` where nobody knows. */
  years: number | null;
}
/** A household that loses its head, and on which sides. */
export interface Headless {
  householdId: number;
  title: string;
  loses: { hukou: boolean; living: boolean };
  heirs: Heir[];
}
/** What was chosen for it: the next head (0: later), and what the others are to the new one. */
export interface Chosen {
  head: number;
  relations: Record<number, string>;
}

/** The households that these people are the heads of, and on which sides they leave them. */
export function headedBy(cards: PersonCard[], standing: StandingChoice): Map<number, { hukou: boolean; living: boolean }> {
  const found = new Map<number, { hukou: boolean; living: boolean }>();
  const note = (household: number | null, side: "hukou" | "living"): void => {
    if (household === null) return;
    found.set(household, { ...(found.get(household) ?? { hukou: false, living: false }), [side]: true });
  };
  const living = standing.living.to === "same_as_hukou" ? standing.hukou : standing.living;
  /** Whoever moves within the household and stays its head leaves nobody without one. */
  const stays = (to: Membership, household: number | null) => to.to === "unchanged" || (to.to === "household" && to.household_id === household && to.relation === HEAD);
  for (const { standing: at } of cards) {
    if (at.hukou_relation === HEAD && !stays(standing.hukou, at.hukou_household_id)) note(at.hukou_household_id, "hukou");
    if (at.living_relation === HEAD && !stays(living, at.living_household_id)) note(at.living_household_id, "living");
  }
  return found;
}

/** A household without those who leave; `null` where nobody stays on a side that loses its head. */
export function headless(card: HouseholdCard, leaving: number[], loses: { hukou: boolean; living: boolean }): Headless | null {
  const of = (id: number): Heir => {
    const registered = card.registered.find((p) => p.id === id);
    const living = card.living.find((p) => p.id === id);
    const brief = registered ?? living;
    const years = /^(\d+) 岁/.exec(brief?.age ?? "")?.[1];
    return {
      id,
      name: brief?.name ?? "",
      hukou: registered?.hukou_relation_code ?? null,
      living: living?.living_relation_code ?? null,
      sex: brief?.sex ?? "",
      years: years === undefined ? null : Number(years),
    };
  };
  const ids = [...new Set([...card.registered, ...card.living].map((p) => p.id))].filter((id) => !leaving.includes(id));
  const heirs = ids.map(of).filter((p) => (loses.hukou && p.hukou !== null) || (loses.living && p.living !== null));
  return heirs.length > 0 ? { householdId: card.id, title: card.title, loses, heirs } : null;
}

/** The relation that the form shows: of the register, else of those who live together. */
export function relationOf(heir: Heir): string {
  return heir.hukou ?? heir.living ?? "";
}

const isSpouse = (relation: string) => ["10", "11", "12"].includes(relation);
const isChild = (relation: string) => /^(2[0-79]|3[0-79])$/.test(relation);
const ADULT = 18;

/** Who comes next unless the clerk says otherwise: husband or wife, else the eldest grown-up; 0 where there is none. */
export function naturalHead(heirs: Heir[]): number {
  const spouse = heirs.find((p) => isSpouse(relationOf(p)) && (p.years ?? ADULT) >= ADULT);
  const grown = heirs.filter((p) => (p.years ?? 0) >= ADULT).sort((a, b) => (b.years ?? 0) - (a.years ?? 0));
  return (spouse ?? grown[0])?.id ?? 0;
}

/** What somebody is to the next head, as far as it follows from what both were to the one before; else as before. */
export function relationTo(head: Heir | undefined, heir: Heir): string {
  const [of, own] = [head ? relationOf(head) : "", relationOf(heir)];
  const bySex = (man: string, woman: string, either: string) => (heir.sex === "男" ? man : heir.sex === "女" ? woman : either);
  if (isSpouse(of)) {
    const turned: Record<string, string> = { "53": "51", "54": "52", "55": "51", "56": "52" };
    if (own === "51" || own === "52") return head?.sex === "女" ? (own === "51" ? "53" : "54") : head?.sex === "男" ? (own === "51" ? "55" : "56") : own;
    return turned[own] ?? own;
  }
  if (isChild(of)) {
    if (isSpouse(own)) return bySex("51", "52", own);
    if (isChild(own)) return "70";
  }
  return own;
}

/** What to send: nothing for those for whom it is settled later. */
export function nextHeads(all: Headless[], chosen: Record<number, Chosen>): NextHead[] {
  return all.flatMap(({ householdId, loses, heirs }) => {
    const choice = chosen[householdId];
    if (!choice?.head) return [];
    const head = heirs.find((heir) => heir.id === choice.head);
    const relations = heirs.flatMap((heir) => {
      const wanted = heir.id === choice.head ? HEAD : (choice.relations[heir.id] ?? relationTo(head, heir));
      const on = (side: "hukou" | "living") => (loses[side] && heir[side] !== null && heir[side] !== wanted && wanted ? wanted : null);
      const relation = { person_id: heir.id, hukou_relation: on("hukou"), living_relation: on("living") };
      return relation.hukou_relation || relation.living_relation ? [relation] : [];
    });
    return [{ household_id: householdId, relations }];
  });
}
