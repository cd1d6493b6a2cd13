/** Finding one of many choices by its word, its code or its pinyin: `配偶`, `10`, `po`, `peiou`. */
import type { ChoiceInfo } from "../contract";

/** How far down the list of what was found: exact, begins so, stands somewhere in it. */
const EXACT = 0;
const SPELLED = 1;
const BEGINS = 2;
const WITHIN = 3;

/** How well a word fits what is typed, by its characters or its pinyin. */
function rankOfWord(word: string, pinyin: string, typed: string): number | null {
  const label = word.normalize("NFKC").toLowerCase();
  if (label === typed) return EXACT;
  if (label.startsWith(typed)) return BEGINS;
  if (label.includes(typed)) return WITHIN;
  const letters = typed.replace(/[\s']/g, "").replace(/ü/g, "v");
  if (!/^[a-z]+$/.test(letters)) return null;
  const characters = pinyin.split(" ").filter(Boolean).map((readings) => readings.split("/"));
  const usual = reads(characters.map((readings) => readings.slice(0, 1)), letters);
  if (usual !== null) return usual ? SPELLED : BEGINS;
  // 亲属 reads q z only where 属 is read zhu: found, behind what reads so at once.
  return characters.some((_, start) => reads(characters.slice(start), letters) !== null) ? WITHIN : null;
}

/** By its own word, its code, or what else people call it: 儿子 and `erzi` are 子, 媳妇 is in 儿媳妇. */
function bestRank(choice: ChoiceInfo, typed: string): number | null {
  if (choice.word.toLowerCase() === typed) return EXACT;
  const all = [{ label: choice.label, pinyin: choice.pinyin }, ...(choice.also ?? [])];
  const ranks = all.map((word) => rankOfWord(word.label, word.pinyin, typed)).filter((rank) => rank !== null);
  return ranks.length > 0 ? Math.min(...ranks) : null;
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
