/** 字号 标准, 大, 特大; remembered on this PC (the word only, nothing of people). */
import { ref } from "vue";

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
export function startSize(): void {
  const kept = localStorage.getItem("textSize");
  setSize(SIZES.some((s) => s.word === kept) ? (kept ?? "standard") : "standard");
}
