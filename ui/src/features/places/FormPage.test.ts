import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { answerWith } from "../../host";
import { forms, status } from "../../host/office";
import FormPage from "./FormPage.vue";

const field = (key: string, label: string, more = {}) => ({ key, label, input: "text", max: 40, unit: "", is_required: false, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false, is_dated: false, ...more });
const saved: Record<string, unknown>[] = [];
Element.prototype.scrollIntoView = () => undefined;
beforeEach(() => {
  saved.length = 0;
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { may_reveal: true, rights: [{ area: "residents", level: "write" }] } } as never;
  const fields = [field("name", "网格名称", { is_dated: true }), field("grid_worker", "网格员")];
  forms.value = { forms: [{ key: "grids", title: "网格", about: "", columns: [], fields, is_register: false, is_struck: false, may_write: true }], movement_kinds: [], relations: [], residence_states: [] } as never;
  answerWith((name, payload) => {
    if (name === "save_place") saved.push(payload as Record<string, unknown>);
    const replies: Record<string, unknown> = {
      get_draft: { draft: null },
      get_place: { id: 3, revision: 1, title: "北", values: { name: "北", grid_worker: "李敏" }, struck_reason: null, entered_on: "2026-01-05" },
      save_place: { id: 3, revision: 2, act_id: 4, said: "修改网格", touched: [], warnings: [] },
    };
    return Promise.resolve(replies[name] ?? {});
  });
});
enableAutoUnmount(afterEach);
afterEach(() => (document.body.innerHTML = ""));
async function opened() {
  const Other = { template: "<p>别的</p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/places", name: "places", component: Other },
      { path: "/places/:table/:id/edit", name: "place-edit", component: FormPage },
    ],
  });
  await router.push("/places/grids/3/edit");
  const page = mount({ components: { RouterView }, template: "<RouterView />" }, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  const type = async (label: string, text: string) => {
    const wanted = page.findAll("label").find((l) => l.text().startsWith(label) && l.attributes("for"))!;
    await page.find(`[id="${wanted.attributes("for")}"]`).setValue(text);
  };
  const save = async () => {
    await page.findAll("button").find((b) => b.text().startsWith("保存"))!.trigger("click");
    await flushPromises();
  };
  return { page, type, save };
}

/** Who misspelled a grid's name in spring mends it in the months since; who renames it today leaves them as they were. */
it("asks of a grid's name whether it changes from today or was always so", async () => {
  const { page, type, save } = await opened();
  await type("网格员", "王芳");
  expect(page.text(), "who works in a grid is counted nowhere").not.toContain("从今天起改");
  await type("网格名称", "幸福里北");
  const [fromToday, always] = page.findAll<HTMLInputElement>("[aria-label=网格名称] input");
  expect([fromToday!.element.checked, always!.element.checked]).toEqual([true, false]);
  await always!.setValue();
  await save();
  expect(saved).toEqual([{ table: "grids", id: 3, revision: 1, values: { name: "幸福里北", grid_worker: "王芳" }, always: ["name"] }]);
});
/** A grid was renamed in October and nobody wrote it down: the months since are called so, those before are not. */
it("sends the day from which a change holds where one is named", async () => {
  const { page, type, save } = await opened();
  await type("网格名称", "幸福里北");
  expect(page.text()).not.toContain("从哪天起");
  await page.findAll("[aria-label=网格名称] input")[2]!.setValue();
  await type("从哪天起", "2026-10-08");
  await save();
  expect(saved[0]).toMatchObject({ always: [], since: { fields: ["name"], on: "2026-10-08" } });
});
it("sends nothing as always so where the name is as it was again", async () => {
  const { page, type, save } = await opened();
  await type("网格名称", "幸福里北");
  await page.findAll("[aria-label=网格名称] input")[1]!.setValue();
  await type("网格名称", "北");
  expect(page.find("[aria-label=网格名称]").exists()).toBe(false);
  await type("网格员", "王芳");
  await save();
  expect(saved[0]).toMatchObject({ always: [] });
});
