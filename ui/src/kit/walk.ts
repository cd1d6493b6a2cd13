/** Walking over the chart of a building with the arrow keys. */
import type { BuildingChart, ChartCell } from "../contract";

/** Cells of a floor and unit, by room. */
export function cellsAt(chart: BuildingChart, floor: number, unit: string): ChartCell[] {
  return chart.cells.filter((c) => c.floor === floor && c.unit === unit);
}

/** The cells of a floor from left to right. */
export function floorLine(chart: BuildingChart, floor: number): ChartCell[] {
  return chart.units.flatMap((unit) => cellsAt(chart, floor, unit));
}

/** The dwelling that an arrow leads to; the same one at the edge. */
export function step(chart: BuildingChart, from: number, key: string): number {
  const cell = chart.cells.find((c) => c.dwelling_id === from);
  if (!cell) return chart.cells[0]?.dwelling_id ?? 0;
  const line = floorLine(chart, cell.floor);
  const at = line.indexOf(cell);
  if (key === "ArrowLeft") return line[at - 1]?.dwelling_id ?? from;
  if (key === "ArrowRight") return line[at + 1]?.dwelling_id ?? from;
  const floorAt = chart.floors.indexOf(cell.floor);
  const next = chart.floors[floorAt + (key === "ArrowUp" ? -1 : 1)];
  if (next === undefined) return from;
  const there = floorLine(chart, next);
  const room = cellsAt(chart, cell.floor, cell.unit).indexOf(cell);
  return (cellsAt(chart, next, cell.unit)[room] ?? there[Math.min(at, there.length - 1)])?.dwelling_id ?? from;
}
