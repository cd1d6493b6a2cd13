import { beforeEach, expect, it } from "vitest";
import { answerWith } from ".";
import { dwellingOf } from "./making";

beforeEach(() => {
  const all = ["幸福里3栋", "幸福里13栋", "幸福里甲3栋", "幸福里5栋", "平安里5栋"].map((label, i) => ({ id: i + 1, label }));
  answerWith((_, payload) => Promise.resolve({ choices: all.filter((c) => c.label.includes((payload as { text: string }).text)) }));
});

it("begins a new dwelling with what was typed, and with the building where there is but one of that name", async () => {
  for (const typed of ["3-2-909", "3栋2单元909室", "３－2－909", "3号楼2单元909"]) expect(await dwellingOf(typed), typed).toEqual({ building_id: 1, unit: "2", room: "909" });
  expect(await dwellingOf("3-909")).toEqual({ building_id: 1, room: "909" });
  expect(await dwellingOf("甲3-909"), "another building than 3").toEqual({ building_id: 3, room: "909" });
  expect(await dwellingOf("5-1-101"), "two estates have a building 5: the clerk chooses").toEqual({ unit: "1", room: "101" });
  expect(await dwellingOf("909")).toEqual({ room: "909" });
});
