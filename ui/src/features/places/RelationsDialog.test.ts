import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, it, vi } from "vitest";
import { answerWith } from "../../host";
import { forms, status } from "../../host/office";
import { asked } from "../../kit/ask";
import { menu } from "../../kit/menu";
import RelationsDialog from "./RelationsDialog.vue";

vi.mock("../../kit/CodeInput.vue", () => ({
  default: { props: ["id", "modelValue"], emits: ["update:modelValue"], template: '<input :id="id" :value="modelValue" @change="$emit(\'update:modelValue\', $event.target.value)" />' },
}));
Element.prototype.scrollIntoView = () => undefined;
afterEach(() => {
  asked.answer?.(false);
  menu.items = [];
  document.body.innerHTML = "";
});

it("leaves a household without a head only on the clerk's word", async () => {
  const sent = vi.fn();
  status.value = { stage: "open", today: "2026-11-24", notices: [] } as never;
  forms.value = { forms: [], relations: [] } as never;
  answerWith((name, payload) => {
    if (name === "set_relations") sent(payload);
    return Promise.resolve({ id: 4, revision: 2, act_id: 1, said: "变更", touched: [], warnings: [] });
  });
  const of = (id: number, name: string, relation: string) => ({ id, name, hukou_relation_code: relation, living_relation_code: relation });
  const all = [of(7, "王建国", "02"), of(8, "李敏", "10")];
  const wrapper = mount(RelationsDialog, { props: { card: { id: 4, title: "王建国户", registered: all, living: [all[1]] } as never }, attachTo: document.body });
  await flushPromises();
  const relation = document.querySelector<HTMLInputElement>("#relation-hukou-7")!;
  relation.value = "10";
  relation.dispatchEvent(new Event("change"));
  await flushPromises();
  const save = () => document.querySelector<HTMLElement>("[role=dialog] .actions .primary")!.click();
  save();
  await flushPromises();
  expect(asked.question?.text).toBe("户籍上没有人是户主了。暂不指定的话，这一户会一直列在“今天”里，直到选出户主。");
  asked.answer!(false);
  await flushPromises();
  expect([sent.mock.calls.length, document.activeElement?.id]).toEqual([0, "relation-hukou-7"]);
  save();
  await flushPromises();
  asked.answer!(true);
  await flushPromises();
  expect(sent.mock.calls[0]?.[0].relations).toEqual([{ person_id: 7, hukou_relation: "10", living_relation: null }]);
  wrapper.unmount();
});
