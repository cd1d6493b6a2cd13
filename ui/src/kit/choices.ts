/** Finding one of many choices by its word, its code or its pinyin: `配偶`, `10`, `po`, `peiou`. */
import type { ChoiceInfo } from "../contract";

/** How far down the list of what was found: an exact word first, pinyin from a later character last. */
function rankOf(choice: ChoiceInfo, typed: string): number | null {
  const label = choice.label.normalize("NFKC").toLowerCase();
  if (label === typed || choice.word.toLowerCase() === typed) return 0;
  if (label.startsWith(typed)) return 1;
  if (label.includes(typed)) return 2;
  const letters = typed.replace(/[\s']/g, "").replace(/ü/g, "v");
  if (!/^[a-z]+$/.test(letters)) return null;
  const characters = charactersOf(choice.pinyin);
  for (let start = 0; start < characters.length; start += 1) {
    const whole = reads(characters.slice(start), letters);
    if (whole !== null) return start > 0 ? 5 : whole ? 3 : 4;
  }
  return null;
}
const charactersOf = (pinyin: string) => pinyin.split(" ").filter(Boolean).map((readings) => readings.split("/"));

/** How far down by what else people call it: 儿子 and `erzi` are 子. Only words from their beginning. */
function usualRank(choice: ChoiceInfo, typed: string): number | null {
  const ranks: number[] = [];
  const letters = typed.replace(/[\s']/g, "").replace(/ü/g, "v");
  for (const { label, pinyin } of choice.also ?? []) {
    if (label === typed) ranks.push(0);
    else if (label.startsWith(typed)) ranks.push(2);
    if (!/^[a-z]+$/.test(letters)) continue;
    const whole = reads(charactersOf(pinyin), letters);
    if (whole !== null) ranks.push(whole ? 3 : 4);
  }
  return ranks.length > 0 ? Math.min(...ranks) : null;
}

function bestRank(choice: ChoiceInfo, typed: string): number | null {
  const [own, usual] = [rankOf(choice, typed), usualRank(choice, typed)];
  return own === null || usual === null ? (own ?? usual) : Math.min(own, usual);
}

/** Whether the letters can be split into beginnings of the next readings; whether they reach the last character. */
function reads(characters: string[][], letters: string): boolean | null {
  const [first, ...rest] = characters;
  if (!first) return null;
  let best: boolean | null = null;
  for (const reading of first) {
    for (let taken = 1; taken <= reading.length && reading.startsWith(letters.slice(0, taken)); taken += 1) {
      if (taken > letters.length) break;
      const found = taken === letters.length ? rest.length === 0 : reads(rest, letters.slice(taken));
      if (found === true) return true;
      best ??= found;
    }
  }
  return best;
}

/** The choices that fit, best first; the usual ones before the others. Nothing typed: all. */
export function findChoices(all: ChoiceInfo[], text: string): ChoiceInfo[] {
  const typed = text.normalize("NFKC").trim().toLowerCase();
  const ranked = all.map((choice, at) => ({ choice, at, rank: typed === "" ? 0 : bestRank(choice, typed) }));
  const order = (r: (typeof ranked)[number]) => [r.rank ?? 0, r.choice.is_common ? 0 : 1, r.at] as const;
  return ranked
    .filter((r) => r.rank !== null)
    .sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1] || order(a)[2] - order(b)[2])
    .map((r) => r.choice);
}
