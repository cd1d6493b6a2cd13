/** Plots of figures: the age pyramid, and lines over months. Every page that has one has its table too. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const style = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const size = () => parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.85;

/** A bar to both sides of its band. */
export interface Bar {
  band: string;
  male: number;
  female: number;
}

export function drawPyramid(box: HTMLElement, bars: Bar[]): EChartsType {
  const plot = init(box, undefined, { renderer: "svg" });
  const text = { color: style("--ink-2"), fontSize: size(), fontFamily: style("--font") };
  const most = Math.max(1, ...bars.flatMap((b) => [b.male, b.female]));
  plot.setOption({
    animation: false,
    textStyle: text,
    aria: { enabled: true },
    tooltip: { trigger: "axis", valueFormatter: (n: unknown) => `${Math.abs(Number(n))} 人` },
    legend: { top: 0, data: ["男", "女"], textStyle: text },
    grid: { left: 4, right: 12, top: 30, bottom: 4, containLabel: true },
    xAxis: { type: "value", min: -most, max: most, axisLabel: { ...text, formatter: (n: number) => String(Math.abs(n)) } },
    yAxis: { type: "category", data: bars.map((b) => b.band), axisLabel: text, axisTick: { show: false } },
    series: [
      { name: "男", type: "bar", stack: "all", data: bars.map((b) => -b.male), color: style("--action") },
      { name: "女", type: "bar", stack: "all", data: bars.map((b) => b.female), color: "#b7791f" },
    ],
  });
  return plot;
}

/** 2026年11月（未完） as it stands under a plot: the year is said above, and a mark has a line of its own. */
export function shortName(name: string): string {
  return name.replace(/^\d{4}年/, "").replace("（", "\n（");
}

/** Lines over months, told apart by colour and by their points. */
export function drawLines(box: HTMLElement, names: string[], lines: { name: string; data: number[] }[]): EChartsType {
  const plot = init(box, undefined, { renderer: "svg" });
  const text = { color: style("--ink-2"), fontSize: size(), fontFamily: style("--font") };
  const looks = [
    { color: style("--action"), symbol: "circle" },
    { color: "#b7791f", symbol: "rect" },
    { color: style("--ink-2"), symbol: "triangle" },
  ];
  plot.setOption({
    animation: false,
    textStyle: text,
    aria: { enabled: true },
    tooltip: { trigger: "axis", valueFormatter: (n: unknown) => `${Number(n)} 人` },
    legend: { top: 0, data: lines.map((l) => l.name), textStyle: text },
    grid: { left: 4, right: 24, top: 30, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: names.map(shortName), axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", scale: true, minInterval: 1, axisLabel: text },
    series: lines.map((line, i) => ({ ...line, ...looks[i % looks.length], type: "line", symbolSize: 7 })),
  });
  return plot;
}
