import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { useIdle } from "./idle";

function frame(minutes: number, lock: () => void, works = () => false) {
  let left!: { value: number };
  const wrapper = mount(
    defineComponent({
      setup() {
        ({ left } = useIdle(() => minutes, lock, works));
        return () => h("div");
      },
    }),
  );
  return { wrapper, left };
}
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("locks after the minutes without a hand on the keys, and counts them down", async () => {
  const lock = vi.fn();
  const { left, wrapper } = frame(10, lock);
  await vi.advanceTimersByTimeAsync(7 * 60_000);
  expect(left.value).toBe(3);
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
  await vi.advanceTimersByTimeAsync(9 * 60_000 + 58_000);
  expect(lock).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(lock).toHaveBeenCalled();
  wrapper.unmount();
});
it("never locks where the minutes are 0", async () => {
  const lock = vi.fn();
  const { wrapper } = frame(0, lock);
  await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  wrapper.unmount();
});
it("waits for work under way and counts from its end", async () => {
  const lock = vi.fn();
  let works = true;
  const { wrapper } = frame(10, lock, () => works);
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  works = false;
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect(lock).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(lock).toHaveBeenCalled();
  wrapper.unmount();
});
