import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, nextTick, ref } from "vue";
import { useSearchText } from "./searchText";

function box(first: string) {
  const filter = ref(first);
  const wrapper = mount(
    defineComponent({
      setup() {
        const { text, typed } = useSearchText(() => filter.value, (next) => (filter.value = next));
        return () => h("input", { value: text.value, onInput: typed });
      },
    }),
  );
  return { filter, input: wrapper.find("input") };
}
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("narrows when typing rests, and follows a filter that was changed elsewhere", async () => {
  const { filter, input } = box("王");
  expect(input.element.value).toBe("王");
  await input.setValue("王建");
  expect(filter.value).toBe("王");
  await vi.advanceTimersByTimeAsync(200);
  expect(filter.value).toBe("王建");
  filter.value = "";
  await nextTick();
  expect(input.element.value).toBe("");
});
it("does not take letters away from whoever is still typing", async () => {
  const { filter, input } = box("");
  await input.setValue("王建国");
  filter.value = "王";
  await nextTick();
  expect(input.element.value).toBe("王建国");
});
