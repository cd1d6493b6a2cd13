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
export type Side = "hukou" | "living";
const SIDES: Side[] = ["hukou", "living"];
/** A household that loses its head, and on which sides. */
export interface Headless {
  householdId: number;
  title: string;
  loses: { hukou: boolean; living: boolean };
  /** Who stays on a side that loses its head; nobody, where there is no head to be asked for. */
  heirs: Heir[];
}
/** No choice yet: nothing is saved before there is one. */
export const OPEN = -1;
/** 暂不指定: said by the clerk, not by silence. */
export const LATER = 0;
/** What was chosen: the next head, and what the others are to the new one. */
export interface Chosen {
  head: number;
  relations: Record<number, string>;
  /** The same for the side on which that head is not, where others are. */
  other?: { head: number; relations: Record<number, string> };
}
/** One head to be chosen, on the sides on which whoever is chosen will be it. */
export interface Question {
  /** `next-head-4`, and for the second one of a household `next-head-4-living`. */
  key: string;
  of: Headless;
  isOther: boolean;
  sides: Side[];
  /** Who can be chosen. */
  candidates: Heir[];
  /** Who stays on these sides. */
  heirs: Heir[];
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

/** A household without those who leave. */
export function headless(card: HouseholdCard, leaving: number[], loses: { hukou: boolean; living: boolean }): Headless {
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
  return { householdId: card.id, title: card.title, loses, heirs };
}

/** The sides that lose their head and on which nobody stays. */
export function emptySides({ loses, heirs }: Headless): Side[] {
  return SIDES.filter((side) => loses[side] && heirs.every((heir) => heir[side] === null));
}
/** The sides that lose their head and on which somebody could be it. */
function openSides(of: Headless): Side[] {
  return SIDES.filter((side) => of.loses[side] && !emptySides(of).includes(side));
}
/** Somebody as one side knows the person. */
const onSide = (heir: Heir, side: Side): Heir => ({ ...heir, hukou: side === "hukou" ? heir.hukou : null, living: side === "living" ? heir.living : null });

/** What is to be asked of a household: one head, and another where the first is not on both sides that need one. */
export function questionsOf(of: Headless, chosen: Chosen | undefined): Question[] {
  const open = openSides(of);
  if (open.length === 0) return [];
  /** What was chosen, as long as the person can still be it. */
  const headFrom = (heirs: Heir[], wanted: number | undefined) => (wanted === LATER || heirs.some((one) => one.id === wanted) ? (wanted ?? OPEN) : naturalHead(heirs) || OPEN);
  const key = `next-head-${of.householdId}`;
  const head = headFrom(of.heirs, chosen?.head);
  const heir = of.heirs.find((one) => one.id === head);
  const own = heir ? open.filter((side) => heir[side] !== null) : open;
  const only = own.length === 1 ? own[0] : undefined;
  const heirs = heir && only ? of.heirs.filter((one) => one[only] !== null).map((one) => onSide(one, only)) : of.heirs;
  const first: Question = { key, of, isOther: false, sides: own, candidates: of.heirs, heirs, head, relations: chosen?.relations ?? {} };
  const rest = open.find((side) => !own.includes(side));
  if (!rest) return [first];
  const others = of.heirs.filter((one) => one[rest] !== null).map((one) => onSide(one, rest));
  const second = { head: headFrom(others, chosen?.other?.head), relations: chosen?.other?.relations ?? {} };
  return [first, { key: `${key}-${rest}`, of, isOther: true, sides: [rest], candidates: others, heirs: others, ...second }];
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
  return all.flatMap((of) => {
    const changed = new Map<number, { person_id: number; hukou_relation: string | null; living_relation: string | null }>();
    for (const { sides, heirs, head, relations } of questionsOf(of, chosen[of.householdId])) {
      const next = heirs.find((heir) => heir.id === head);
      if (!next) continue;
      for (const heir of heirs) {
        const wanted = heir.id === head ? HEAD : (relations[heir.id] ?? relationTo(next, heir));
        for (const side of sides) {
          if (!wanted || heir[side] === null || heir[side] === wanted) continue;
          const relation = changed.get(heir.id) ?? { person_id: heir.id, hukou_relation: null, living_relation: null };
          changed.set(heir.id, { ...relation, [side === "hukou" ? "hukou_relation" : "living_relation"]: wanted });
        }
      }
    }
    return changed.size > 0 ? [{ household_id: of.householdId, relations: [...changed.values()] }] : [];
  });
}
