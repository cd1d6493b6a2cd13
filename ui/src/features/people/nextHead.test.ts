import { expect, it } from "vitest";
import type { HouseholdCard, PersonBrief, PersonCard, StandingChoice } from "../../contract";
import { emptySides, headedBy, headless, type Heir, naturalHead, nextHeads, questionsOf, relationTo } from "./nextHead";

const brief = (id: number, name: string, relation: string): PersonBrief =>
  ({ id, name, hukou_relation_code: relation, living_relation_code: relation }) as unknown as PersonBrief;
const all = [brief(1, "王建国", "02"), brief(2, "李敏", "10"), brief(3, "王小明", "20")];
const household = { id: 9, title: "王建国户", registered: all, living: all.slice(0, 2) } as unknown as HouseholdCard;
const card = { id: 1, standing: { hukou_household_id: 9, hukou_relation: "02", living_household_id: 9, living_relation: "02", dwelling_id: null } } as unknown as PersonCard;
const gone: StandingChoice = { hukou: { to: "nowhere" }, living: { to: "nowhere" }, dwelling_id: null };

it("asks for the next head where the one who leaves is the head and somebody stays", () => {
  expect([...headedBy([card], gone)]).toEqual([[9, { hukou: true, living: true }]]);
  expect([...headedBy([card], { ...gone, hukou: { to: "unchanged" } })]).toEqual([[9, { hukou: false, living: true }]]);
  const stays: StandingChoice = { hukou: { to: "unchanged" }, living: { to: "household", household_id: 9, relation: "02" }, dwelling_id: 4 };
  expect([...headedBy([card], stays)], "who moves within the household and stays its head").toEqual([]);
  expect(headless(household, [1], { hukou: true, living: true }).heirs.map((h) => h.name)).toEqual(["李敏", "王小明"]);
  const nobody = headless(household, [1, 2, 3], { hukou: true, living: true });
  expect([emptySides(nobody), questionsOf(nobody, undefined)]).toEqual([["hukou", "living"], []]);
  const registered = headless(household, [1, 2], { hukou: true, living: true });
  expect(emptySides(registered), "王小明 stays in the register, nobody stays living there").toEqual(["living"]);
});
it("sends only who changes, and only on the sides where the person is", () => {
  const lost = headless(household, [1], { hukou: true, living: true });
  expect(nextHeads([lost], { 9: { head: 0, relations: {} } }), "settled later").toEqual([]);
  expect(nextHeads([lost], { 9: { head: 3, relations: { 2: "52" } } })).toEqual([
    {
      household_id: 9,
      relations: [
        { person_id: 2, hukou_relation: "52", living_relation: "02" },
        { person_id: 3, hukou_relation: "02", living_relation: null },
      ],
    },
  ]);
});
/** 王小明 is registered with the family and does not live there: those who live there need a head of their own. */
it("asks for a second head where the first is not on both sides that lose theirs", () => {
  const lost = headless(household, [1], { hukou: true, living: true });
  const of = (chosen: Parameters<typeof questionsOf>[1]) => questionsOf(lost, chosen).map((q) => [q.key, q.sides.join(), q.candidates.map((p) => p.name).join(), q.head]);
  expect(of(undefined), "李敏 is on both").toEqual([["next-head-9", "hukou,living", "李敏,王小明", 2]]);
  expect(of({ head: 3, relations: {} })).toEqual([["next-head-9", "hukou", "李敏,王小明", 3], ["next-head-9-living", "living", "李敏", 2]]);
  expect(of({ head: 3, relations: {}, other: { head: 0, relations: {} } })[1]).toEqual(["next-head-9-living", "living", "李敏", 0]);
  expect(of({ head: 0, relations: {} }), "for both sides later").toEqual([["next-head-9", "hukou,living", "李敏,王小明", 0]]);
  expect(of({ head: 77, relations: {} })[0], "whoever was chosen is not there any more").toEqual(["next-head-9", "hukou,living", "李敏,王小明", 2]);
});
const heir = (id: number, relation: string, sex: string, years: number | null): Heir => ({ id, name: "", hukou: relation, living: relation, sex, years });
it("proposes husband or wife, else the eldest grown-up, and no child", () => {
  expect(naturalHead([heir(1, "51", "男", 90), heir(2, "10", "女", 66)])).toBe(2);
  expect(naturalHead([heir(1, "20", "男", 30), heir(2, "30", "女", 35), heir(3, "41", "男", 5)])).toBe(2);
  expect(naturalHead([heir(3, "41", "男", 5), heir(4, "20", "男", null)])).toBe(0);
});
it("says what the others are to the next head where that follows", () => {
  const [wife, son, mother] = [heir(1, "10", "女", 60), heir(2, "20", "男", 35), heir(3, "52", "女", 88)];
  expect([son, mother].map((p) => relationTo(wife, p))).toEqual(["20", "54"]);
  expect([wife, heir(4, "30", "女", 30)].map((p) => relationTo(son, p))).toEqual(["52", "70"]);
});
