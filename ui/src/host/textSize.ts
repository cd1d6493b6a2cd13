/** 字号 标准, 大, 特大 and 行距 紧凑, 宽松; remembered on this PC (the words only, nothing of people). */
import { computed, ref } from "vue";

export const SIZES = [
  { word: "standard", label: "标准" },
  { word: "large", label: "大" },
  { word: "huge", label: "特大" },
] as const;
export const size = ref<string>("standard");

export function setSize(word: string): void {
  size.value = word;
  document.documentElement.dataset.textSize = word;
  localStorage.setItem("textSize", word);
}
export function stepSize(step: number): void {
  const at = SIZES.findIndex((s) => s.word === size.value);
  const next = SIZES[Math.max(0, Math.min(SIZES.length - 1, at + step))];
  if (next) setSize(next.word);
}

export const DENSITIES = [
  { word: "compact", label: "紧凑" },
  { word: "loose", label: "宽松" },
] as const;
/** What was chosen; nothing until somebody chooses. */
const chosen = ref("");
/** As the lists are: 紧凑 at 标准 and 宽松 where text is larger, until somebody chooses. */
export const density = computed(() => chosen.value || (size.value === "standard" ? "compact" : "loose"));

export function setDensity(word: string): void {
  chosen.value = word;
  document.documentElement.dataset.density = word;
  localStorage.setItem("density", word);
}
export function startSize(): void {
  const kept = localStorage.getItem("textSize");
  setSize(SIZES.some((s) => s.word === kept) ? (kept ?? "standard") : "standard");
  const closeness = localStorage.getItem("density");
  if (closeness && DENSITIES.some((d) => d.word === closeness)) setDensity(closeness);
}
