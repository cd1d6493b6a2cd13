import { expect, it } from "vitest";
import type { HouseholdCard, PersonBrief } from "../../contract";
import { changedRelations, headlessSides, membersOf, openAt, related } from "./relations";

const person = (id: number, name: string, hukou: string, living: string) => ({ id, name, hukou_relation_code: hukou, living_relation_code: living }) as PersonBrief;
const [head, wife, tenant] = [person(1, "王建国", "02", "02"), person(2, "李敏", "10", "10"), person(3, "赵敏", "", "97")];
const before = membersOf({ registered: [head, wife], living: [head, wife, tenant] } as HouseholdCard);

it("lists everybody once, with the sides on which they belong here", () => {
  expect(before.map((m) => [m.name, m.hukou, m.living])).toEqual([
    ["王建国", "02", "02"],
    ["李敏", "10", "10"],
    ["赵敏", null, "97"],
  ]);
});
it("asks what the old head is to the new one, on that side only", () => {
  const after = related(before, 2, "hukou", "02");
  expect(after.map((m) => [m.hukou, m.living])).toEqual([["", "02"], ["02", "10"], [null, "97"]]);
  expect(openAt(after, before)).toEqual({ id: 1, side: "hukou" });
  const done = related(after, 1, "hukou", "10");
  expect(openAt(done, before)).toBeNull();
  expect(changedRelations(done, before)).toEqual([
    { person_id: 1, hukou_relation: "10", living_relation: null },
    { person_id: 2, hukou_relation: "02", living_relation: null },
  ]);
});
it("knows the sides that lose their head by a change", () => {
  expect(headlessSides(before, before)).toEqual([]);
  const living = related(before, 1, "living", "51");
  expect(headlessSides(living, before)).toEqual(["living"]);
  expect(headlessSides(related(living, 2, "living", "02"), before)).toEqual([]);
  expect(headlessSides(related(living, 1, "hukou", "51"), before)).toEqual(["hukou", "living"]);
});
