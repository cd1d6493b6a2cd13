import { afterEach, expect, it, vi } from "vitest";
import { copyText } from "./clipboard";

function clipboard(writeText?: (text: string) => Promise<void>): void {
  Object.defineProperty(navigator, "clipboard", { value: writeText ? { writeText } : undefined, configurable: true });
}
afterEach(() => clipboard());

it("copies, and where the clipboard refuses or is missing, the old way", async () => {
  const copied: string[] = [];
  document.execCommand = vi.fn(() => {
    copied.push((document.activeElement as HTMLTextAreaElement).value);
    return true;
  });
  clipboard((text) => Promise.resolve(void copied.push(text)));
  expect(await copyText("13800001111")).toBe(true);
  clipboard(() => Promise.reject(new Error("NotAllowedError")));
  expect(await copyText("13800002222")).toBe(true);
  clipboard();
  expect(await copyText("13800003333")).toBe(true);
  expect(copied).toEqual(["13800001111", "13800002222", "13800003333"]);
  expect(document.querySelector("textarea")).toBeNull();
});
it("says when nothing works", async () => {
  document.execCommand = () => {
    throw new Error("no");
  };
  expect(await copyText("1")).toBe(false);
});
