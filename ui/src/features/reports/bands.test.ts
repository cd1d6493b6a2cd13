import { expect, it } from "vitest";
import { bandsOf, labelOf, startsOf } from "./bands";

it("makes bands without a gap of the ages at which they begin", () => {
  const bands = bandsOf("0, 15、60");
  expect(bands).toEqual([
    { from: 0, to: 14 },
    { from: 15, to: 59 },
    { from: 60, to: null },
  ]);
  expect(startsOf(bands ?? [])).toBe("0、15、60");
  expect(bands?.map(labelOf)).toEqual(["0–14岁", "15–59岁", "60岁以上"]);
});
it("refuses ages that do not begin at 0, do not rise, or are none", () => {
  for (const odd of ["", "1、15", "0、15、15", "0、60、15", "0、六十", "0、1.5", "0、200"]) expect(bandsOf(odd), odd).toBeNull();
});
