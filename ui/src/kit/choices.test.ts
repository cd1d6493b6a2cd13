import { expect, it } from "vitest";
import type { ChoiceInfo } from "../contract";
import { findChoices } from "./choices";

const choice = (word: string, label: string, pinyin: string, is_common = false): ChoiceInfo => ({ word, label, pinyin, is_common });
const RELATIONS = [
  choice("02", "户主", "hu zhu", true),
  choice("10", "配偶", "pei ou", true),
  choice("20", "子", "zi", true),
  choice("22", "长子", "zhang/chang zi"),
  choice("80", "其他", "qi ta/tuo"),
  choice("65", "配偶的祖父母或外祖父母", "pei ou de zu fu mu huo wai zu fu mu"),
  choice("97", "其他亲属", "qi ta/tuo qin shu", true),
];
const found = (text: string) => findChoices(RELATIONS, text).map((c) => c.label);

it("finds a code by its word, its code and its pinyin, initials or in full", () => {
  for (const typed of ["配偶", "10", "po", "peiou", "pei'ou", "PO", "peio", "ｐｏ"]) expect(found(typed)[0], typed).toBe("配偶");
  for (const typed of ["zz", "changzi", "zhangz", "cz"]) expect(found(typed)[0], typed).toBe("长子");
});
it("puts the exact word first, then words that begin so, then the usual ones", () => {
  expect(found("其他")).toEqual(["其他", "其他亲属"]);
  expect(found("子")).toEqual(["子", "长子"]);
  expect(found("qt")).toEqual(["其他", "其他亲属"]);
});
it("shows all while nothing is typed, the usual ones first, and none for what is none", () => {
  expect(found(" ")).toEqual(["户主", "配偶", "子", "其他亲属", "长子", "其他", "配偶的祖父母或外祖父母"]);
  expect(found("xyz")).toEqual([]);
  expect(found("pq")).toEqual([]);
});
it("finds a code by what people call it", () => {
  const also = (word: string, pinyin: string) => ({ also: [{ label: word, pinyin }] });
  const all = [
    { ...choice("12", "妻", "qi"), ...also("妻子", "qi zi") },
    { ...choice("20", "子", "zi", true), ...also("儿子", "er zi") },
    choice("29", "其他儿子", "qi ta/tuo er zi"),
  ];
  const labels = (text: string) => findChoices(all, text).map((c) => c.label);
  expect(labels("儿子")).toEqual(["子", "其他儿子"]);
  expect(labels("erzi")).toEqual(["子", "其他儿子"]);
  expect(labels("妻子")).toEqual(["妻"]);
});

/** GB/T 4761 as the ledger sends it: 媳妇 + Tab must not make somebody a grandson's wife. */
it("puts the usual ones before the others among words that hold what is typed, whatever people call them", () => {
  const all = [
    choice("45", "孙媳妇或外孙媳妇", "sun xi fu huo wai sun xi fu"),
    choice("74", "弟媳", "di xi"),
    { ...choice("38", "儿媳", "er xi", true), also: [{ label: "儿媳妇", pinyin: "er xi fu" }] },
    { ...choice("97", "其他亲属", "qi ta/tuo qin shu/zhu", true), also: [{ label: "亲属", pinyin: "qin shu/zhu" }] },
    choice("41", "孙子", "sun zi", true),
    { ...choice("12", "妻", "qi"), also: [{ label: "妻子", pinyin: "qi zi" }] },
  ];
  const labels = (text: string) => findChoices(all, text).map((c) => c.label);
  expect(labels("媳妇")).toEqual(["儿媳", "孙媳妇或外孙媳妇"]);
  expect(labels("xf")).toEqual(["儿媳", "孙媳妇或外孙媳妇"]);
  expect(labels("孙媳妇")).toEqual(["孙媳妇或外孙媳妇"]);
  expect(labels("qz")).toEqual(["妻", "其他亲属"]);
  expect(labels("qizi")[0]).toBe("妻");
  expect(labels("q")).toEqual(["妻", "其他亲属"]);
});
