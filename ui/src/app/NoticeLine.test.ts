import { flushPromises, mount } from "@vue/test-utils";
import { expect, it, vi } from "vitest";
import { announce } from "../kit/notices";
import SelectionBar from "../kit/SelectionBar.vue";
import NoticeLine from "./NoticeLine.vue";

it("keeps above the bar of what is selected, so that 取消选择 can be clicked", async () => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(40);
  const line = mount(NoticeLine);
  announce("已复制 3 行");
  const bar = mount(SelectionBar, { props: { says: "选中的 3 人" }, slots: { default: "<button>登记变动</button>" } });
  await flushPromises();
  expect(line.attributes("style")).toContain("calc(40px + 3rem)");
  await bar.findAll("button").find((b) => b.text() === "取消选择")!.trigger("click");
  expect(bar.emitted("clear")).toHaveLength(1);
  bar.unmount();
  await flushPromises();
  expect(line.attributes("style") ?? "").not.toContain("bottom");
  line.unmount();
});
