import { expect, it } from "vitest";
import type { RowPage } from "../contract";
import { useRowPages } from "./rowPages";

const page = (offset: number, total: number, mark: string): RowPage => ({
  total,
  offset,
  rows: Array.from({ length: Math.min(100, total - offset) }, (_, i) => ({ id: offset + i, revision: 1, cells: [`${mark}${offset + i}`], mark: null })),
});

it("asks for each part of a long list once, when it comes into view", async () => {
  const asked: number[] = [];
  const { rows, total, need, reload } = useRowPages((offset) => {
    asked.push(offset);
    return Promise.resolve(page(offset, 250, "a"));
  });
  await reload();
  expect(total.value).toBe(250);
  await need(80, 120);
  await need(90, 130);
  await need(240, 249);
  expect(asked).toEqual([0, 100, 200]);
  expect(rows.get(249)?.cells).toEqual(["a249"]);
});
it("drops an answer that was overtaken by a newer question", async () => {
  const answers: ((p: RowPage) => void)[] = [];
  const { rows, total, reload } = useRowPages(() => new Promise((done) => answers.push(done)));
  const old = reload();
  const fresh = reload();
  answers[1]!(page(0, 2, "new"));
  await fresh;
  answers[0]!(page(0, 90, "old"));
  await old;
  expect(total.value).toBe(2);
  expect(rows.get(0)?.cells).toEqual(["new0"]);
});
it("asks again for a part that failed", async () => {
  let fails = true;
  const { rows, need } = useRowPages((offset) => (fails ? Promise.reject(new Error("disk")) : Promise.resolve(page(offset, 300, "b"))));
  await expect(need(100, 150)).rejects.toThrow("disk");
  fails = false;
  await need(100, 150);
  expect(rows.get(100)?.cells).toEqual(["b100"]);
});
