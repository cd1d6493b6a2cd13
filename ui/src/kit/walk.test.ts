import { expect, it } from "vitest";
import type { BuildingChart } from "../contract";
import { step } from "./walk";

const cell = (dwelling_id: number, floor: number, unit: string, room: string) => ({ dwelling_id, floor, unit, room, tenure: "自有", inhabitants: [], registered_only: 0, tags: [] });
const chart: BuildingChart = {
  building_id: 1,
  title: "幸福里1栋",
  units: ["1", "2"],
  floors: [2, 1],
  cells: [cell(1, 1, "1", "101"), cell(2, 1, "1", "102"), cell(3, 1, "2", "101"), cell(4, 2, "1", "201"), cell(5, 2, "2", "201")],
  previous_id: null,
  next_id: null,
};
it("walks along a floor, through the units, and stops at the wall", () => {
  expect(step(chart, 1, "ArrowRight")).toBe(2);
  expect(step(chart, 2, "ArrowRight")).toBe(3);
  expect(step(chart, 3, "ArrowRight")).toBe(3);
  expect(step(chart, 1, "ArrowLeft")).toBe(1);
});
it("climbs to the same room of the same unit, or the nearest there is", () => {
  expect(step(chart, 3, "ArrowUp")).toBe(5);
  expect(step(chart, 2, "ArrowUp")).toBe(5);
  expect(step(chart, 4, "ArrowUp")).toBe(4);
  expect(step(chart, 5, "ArrowDown")).toBe(3);
});
