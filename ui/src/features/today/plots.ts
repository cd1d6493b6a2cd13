/** The two plots of the first page. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { AgeBar, MonthPoint } from "../../contract";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const style = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const size = () => parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.85;

export function drawPyramid(box: HTMLElement, bars: AgeBar[]): EChartsType {
  const plot = init(box, undefined, { renderer: "svg" });
  const text = { color: style("--ink-2"), fontSize: size(), fontFamily: style("--font") };
  const most = Math.max(1, ...bars.flatMap((b) => [b.male, b.female]));
  plot.setOption({
    animation: false,
    textStyle: text,
    aria: { enabled: true },
    tooltip: { trigger: "axis", valueFormatter: (n: unknown) => `${Math.abs(Number(n))} 人` },
    legend: { data: ["男", "女"], textStyle: text },
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

export function drawMonths(box: HTMLElement, points: MonthPoint[]): EChartsType {
  const plot = init(box, undefined, { renderer: "svg" });
  const text = { color: style("--ink-2"), fontSize: size(), fontFamily: style("--font") };
  plot.setOption({
    animation: false,
    textStyle: text,
    aria: { enabled: true },
    tooltip: { trigger: "axis", valueFormatter: (n: unknown) => `${Number(n)} 人` },
    legend: { data: ["户籍人口", "居住人口"], textStyle: text },
    grid: { left: 4, right: 24, top: 30, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: points.map((p) => p.month.replace(/^\d{4}年/, "")), axisLabel: text },
    yAxis: { type: "value", scale: true, minInterval: 1, axisLabel: text },
    series: [
      { name: "户籍人口", type: "line", data: points.map((p) => p.registered), color: style("--action"), symbolSize: 7 },
      { name: "居住人口", type: "line", data: points.map((p) => p.living), color: "#b7791f", symbol: "rect", symbolSize: 7 },
    ],
  });
  return plot;
}
