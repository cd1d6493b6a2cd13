import { beforeEach, expect, it } from "vitest";
import { density, setDensity, setSize, startSize } from "./textSize";

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.density;
});

it("stands close at 标准 and wide where text is large, until somebody chooses", () => {
  setSize("standard");
  expect(density.value).toBe("compact");
  setSize("huge");
  expect(density.value).toBe("loose");
  expect(document.documentElement.dataset.density, "nothing was chosen").toBeUndefined();
  setDensity("compact");
  expect(density.value).toBe("compact");
});
it("keeps what was chosen for the next start", () => {
  setDensity("loose");
  delete document.documentElement.dataset.density;
  startSize();
  expect(document.documentElement.dataset.density).toBe("loose");
});
