import { enableAutoUnmount, flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { answerWith } from "../../host";
import { forms, status } from "../../host/office";
import { asked } from "../../kit/ask";
import { keepAll } from "../../kit/drafts";
import { notice } from "../../kit/notices";
import FormPage from "./FormPage.vue";

const field = (key: string, label: string, more = {}) => ({ key, label, input: "text", max: 40, unit: "", is_required: false, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false, is_dated: false, ...more });
const choice = (word: string, label: string, pinyin: string) => ({ word, label, pinyin, is_common: true });
const calls: [string, Record<string, unknown>][] = [];
const of = (name: string) => calls.filter(([n]) => n === name).map(([, payload]) => payload);
let refusal: unknown[] = [];
let enteredOn = "2026-01-05";
let homes = [{ id: 5, label: "幸福里3栋2单元501室" }];
let waitForHomes: Promise<unknown> = Promise.resolve();
Element.prototype.scrollIntoView = () => undefined;
beforeEach(() => {
  calls.length = 0;
  refusal = [];
  enteredOn = "2026-01-05";
  homes = [{ id: 5, label: "幸福里3栋2单元501室" }];
  waitForHomes = Promise.resolve();
  status.value = { stage: "open", today: "2026-11-24", notices: [], user: { may_reveal: true, rights: [{ area: "residents", level: "write" }] } } as never;
  const fields = [field("name", "姓名", { is_required: true }), field("id_number", "证件号码"), field("phones", "联系电话", { input: "phones" })];
  const kinds = [choice("opening", "建账登记", "jian zhang deng ji"), choice("moved_in", "迁入", "qian ru"), choice("born", "出生", "chu sheng"), choice("hukou_in", "户口迁入", "hu kou qian ru")];
  forms.value = {
    forms: [
      { key: "people", title: "居民", about: "", columns: [], fields, is_register: false, is_struck: false, may_write: true },
      { key: "dwellings", title: "房屋", about: "", columns: [], fields: [], is_register: false, is_struck: false, may_write: true },
    ],
    movement_kinds: kinds,
    relations: [choice("02", "户主", "hu zhu"), choice("10", "配偶", "pei ou"), choice("80", "其他", "qi ta")],
    residence_states: [],
  } as never;
  answerWith(async (name, payload) => {
    calls.push([name, payload as Record<string, unknown>]);
    if (name === "find_choices") {
      await waitForHomes;
      const { text } = payload as { text: string };
      return { choices: homes.filter((h) => text === "" || h.label.includes(text)) };
    }
    if (["add_person", "update_person"].includes(name)) {
      if (refusal.length > 0) throw refusal;
      return { id: 8, revision: 1, act_id: 4, said: "新增", touched: [], warnings: [] };
    }
    const replies: Record<string, unknown> = {
      get_draft: { draft: null },
      check_person: { values: {}, faults: [], same_person: null },
      find_households: { households: [{ id: 3, head: "王建国", household_no: "1", place: "3-2-501", member_count: 1 }] },
      get_person: { id: 7, revision: 2, name: "王建国", entered_on: enteredOn, values: { name: "王建国", id_number: "110105********002X", phones: ["138****1111"] } },
      reveal: { text: (payload as { field?: string }).field === "phones" ? "13800001111、13900002222" : "11010519491231002X" },
    };
    return replies[name] ?? {};
  });
});
enableAutoUnmount(afterEach);
afterEach(() => {
  asked.answer?.(false);
  document.body.innerHTML = "";
});
async function opened(path = "/people/new") {
  const Other = { template: "<p>别的</p>" };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/people", name: "people", component: Other },
      { path: "/people/new", name: "person-new", component: FormPage },
      { path: "/people/:id", name: "person", component: Other },
      { path: "/people/:id/edit", name: "person-edit", component: FormPage },
    ],
  });
  await router.push(path);
  const page = mount({ components: { RouterView }, template: '<RouterView :key="$route.fullPath" />' }, { global: { plugins: [router] }, attachTo: document.body });
  await flushPromises();
  const field = (label: string) => {
    const wanted = page.findAll("label").find((l) => l.text().startsWith(label) && l.attributes("for"))!;
    return page.find<HTMLInputElement>(`[id="${wanted.attributes("for")}"]`);
  };
  const press = async (label: string) => {
    await page.findAll("button").find((b) => b.text().startsWith(label))!.trigger("click");
    await flushPromises();
  };
  return { router, page, field, press };
}

it("saves no person past a dwelling that is typed and not there, and offers to make it", async () => {
  const { field, press, page } = await opened();
  await field("姓名").setValue("赵敏");
  field("住哪套房屋").element.focus();
  await field("住哪套房屋").setValue("3-9-909");
  await press("保存 Ctrl+S");
  expect(of("add_person")).toEqual([]);
  expect(page.text()).toContain("没有这套房屋，新建");
  expect(document.activeElement).toBe(field("住哪套房屋").element);
  expect(field("住哪套房屋").element.value).toBe("3-9-909");
});
it("waits for a slow search, and saves the dwelling it finds", async () => {
  const { field, press } = await opened();
  let answer!: (value: unknown) => void;
  await field("姓名").setValue("赵敏");
  field("住哪套房屋").element.focus();
  await flushPromises();
  waitForHomes = new Promise((resolve) => (answer = resolve));
  await field("住哪套房屋").setValue("501");
  await press("保存 Ctrl+S");
  expect(of("add_person")).toEqual([]);
  answer(null);
  await flushPromises();
  expect(of("add_person")[0]).toMatchObject({ standing: { dwelling_id: 5 }, values: { name: "赵敏" } });
});
it("takes the relation by pinyin or word, left by a click", async () => {
  for (const typed of ["po", "配偶"]) {
    calls.length = 0;
    const { field, press, page } = await opened("/people/new?household=3");
    const relation = field("与户主关系");
    relation.element.focus();
    await relation.setValue(typed);
    await press("保存 Ctrl+S");
    expect(of("add_person")[0], typed).toMatchObject({ standing: { hukou: { to: "household", household_id: 3, relation: "10" } } });
    page.unmount();
  }
});
it("begins the next one after 保存并再增一位, who came the same way on the same day", async () => {
  const { field, press, router, page } = await opened();
  await field("来源").setValue("moved_in");
  await field("日期").setValue("20261105");
  await field("姓名").setValue("赵敏");
  await press("保存并再增一位");
  expect(of("add_person").length).toBe(1);
  expect(router.currentRoute.value.name).toBe("person-new");
  expect(field("姓名").element.value).toBe("");
  expect(document.activeElement).toBe(field("姓名").element);
  expect([field("来源").element.value, field("日期").element.value]).toEqual(["moved_in", "20261105"]);
  await field("姓名").setValue("钱明");
  await press("保存并再增一位");
  expect(of("add_person")[1]).toMatchObject({ values: { name: "钱明" }, movement: { kind: "moved_in", happened_on: "20261105" } });
  page.unmount();
  await keepAll();
  expect(of("keep_draft"), "nothing is left to be offered").toEqual([]);
});
it("keeps the draft under the name of its own person while the way to another one is asked about", async () => {
  const { field, router } = await opened("/people/7/edit");
  await field("姓名").setValue("王建华");
  void router.push("/people/9");
  await flushPromises();
  asked.answer!(false);
  await flushPromises();
  await keepAll();
  expect(of("keep_draft").map((d) => d.form)).toEqual(["people:7"]);
});
it("keeps what stands in a lookup and is no value yet", async () => {
  const { field } = await opened();
  field("住哪套房屋").element.focus();
  await field("住哪套房屋").setValue("3-9-909");
  await keepAll();
  expect(JSON.parse(String(of("keep_draft")[0]?.content)).typed).toEqual({ 房屋: "3-9-909" });
});
it("drops what is typed only by 不保存, and saves by 保存 on the way to another page", async () => {
  const { field, router } = await opened();
  await field("姓名").setValue("赵敏");
  void router.push("/people");
  await flushPromises();
  asked.answer!("other");
  await flushPromises();
  expect(router.currentRoute.value.name).toBe("people");
  expect([of("add_person").length, of("drop_draft").map((d) => d.form)]).toEqual([0, ["people:new"]]);
  await router.push("/people/7/edit");
  await flushPromises();
  await field("姓名").setValue("王建华");
  void router.push("/people");
  await flushPromises();
  asked.answer!(true);
  await flushPromises();
  expect(of("update_person")[0]).toMatchObject({ id: 7, values: { name: "王建华" } });
  expect(router.currentRoute.value.name).toBe("people");
});
it("asks too before a form of the same kind takes its place", async () => {
  const { field, router } = await opened();
  await field("姓名").setValue("赵敏");
  void router.push("/people/new?household=3");
  await flushPromises();
  expect(asked.question?.yes).toBe("保存");
});
it("shows the phones whole before they are changed, and looking is no change", async () => {
  const { field, router } = await opened("/people/7/edit?field=phones");
  expect(of("reveal")).toEqual([{ table: "people", id: 7, field: "phones" }]);
  expect(field("联系电话").element.value).toBe("13800001111、13900002222");
  expect(document.activeElement).toBe(field("联系电话").element);
  expect(field("证件号码").element.value, "what nobody asked for stays masked").toBe("110105********002X");
  await router.push("/people");
  expect(asked.question).toBeNull();
  expect(router.currentRoute.value.name).toBe("people");
});
it("shows the number whole by its button, and goes on being changed as such", async () => {
  const { field, page, press } = await opened("/people/7/edit");
  await page.find("[aria-label=显示完整证件号码]").trigger("click");
  await flushPromises();
  expect(field("证件号码").element.value).toBe("11010519491231002X");
  await field("姓名").setValue("王建华");
  await press("保存 Ctrl+S");
  expect(of("update_person")[0]).toMatchObject({ values: { id_number: "11010519491231002X", phones: ["138****1111"] } });
});
/** Who finds 群众 where 党员 should have stood all along says so, and the months before count anew; else they stay. */
it("asks of a changed 政治面貌 whether it changes from today or was always so", async () => {
  forms.value!.forms[0]!.fields.push(field("political_status", "政治面貌", { is_dated: true }) as never);
  const choices = async () => {
    const opening = await opened("/people/7/edit");
    await opening.field("姓名").setValue("王建华");
    expect(opening.page.text(), "a name holds from no day").not.toContain("从今天起改");
    await opening.field("政治面貌").setValue("党员");
    return { ...opening, radios: opening.page.findAll<HTMLInputElement>("[aria-label=政治面貌] input") };
  };
  const usual = await choices();
  for (const word of ["政治面貌：", "从今天起改", "一直如此（原来记错了）"]) expect(usual.page.text()).toContain(word);
  expect(usual.radios.map((r) => r.element.checked), "从今天起改, before 从某天起改 and 一直如此").toEqual([true, false, false]);
  await usual.press("保存 Ctrl+S");
  usual.page.unmount();
  const mended = await choices();
  await mended.radios[1]!.setValue();
  await mended.press("保存 Ctrl+S");
  mended.page.unmount();
  expect(of("update_person").map((sent) => sent.always)).toEqual([[], ["political_status"]]);
  enteredOn = "2026-11-24";
  expect((await choices()).radios, "who was entered today was never otherwise").toEqual([]);
});
it("moves the focus to the fault of the first failing save, wherever it stands", async () => {
  const fault = (at: string | null, message: string) => ({ code: "x.y", kind: "invalid", message, field: at, row: null, incident: null });
  const { field, press } = await opened("/people/new?household=3");
  for (const [at, label] of [["happened_on", "日期"], ["hukou_relation", "与户主关系"], ["hukou", "哪一户"], ["id_number", "证件号码"]] as const) {
    refusal = [fault(at, "请核对。")];
    field("姓名").element.focus();
    await press("保存 Ctrl+S");
    await vi.waitFor(() => expect(document.activeElement, at).toBe(field(label).element));
  }
});
it("keeps saying what must be filled in while it is empty, though fields are checked on the way", async () => {
  const { field, press, page } = await opened();
  field("姓名").element.focus();
  await field("姓名").setValue("赵敏");
  refusal = [{ code: "field.required", kind: "invalid", field: "id_number", message: "请填写证件号码。", row: null, incident: null }];
  await press("保存 Ctrl+S");
  expect(document.activeElement).toBe(field("证件号码").element);
  const checked = of("check_person").length;
  await vi.waitFor(() => expect(of("check_person").length).toBeGreaterThan(checked));
  await flushPromises();
  expect(page.text()).toContain("请填写证件号码。");
  await field("证件号码").setValue("11010519491231002X");
  field("姓名").element.focus();
  await vi.waitFor(() => expect(page.text()).not.toContain("请填写证件号码。"));
});
it("says while one types that no such dwelling is there", async () => {
  const { field, page } = await opened();
  field("住哪套房屋").element.focus();
  await field("住哪套房屋").setValue("3-9-909");
  await vi.waitFor(() => expect(page.text()).toContain("没有这套房屋，新建"));
  expect(document.activeElement).toBe(field("住哪套房屋").element);
});
it("writes nothing where nothing but a look at the whole number was taken", async () => {
  const { press, router, page } = await opened("/people/7/edit");
  await page.findAll("button").find((b) => b.text() === "显示完整")!.trigger("click");
  await flushPromises();
  await press("保存 Ctrl+S");
  expect(of("update_person"), "no act, and no step of Ctrl+Z spent on it").toEqual([]);
  expect(notice.text).toBe("没有改动");
  expect(router.currentRoute.value.fullPath).toBe("/people/7");
});
it("lets whoever is born join a household, and asks for no place that they came from", async () => {
  const { field, page } = await opened();
  await field("来源").setValue("born");
  await flushPromises();
  expect(page.find<HTMLSelectElement>("#standing-hukou").element.value).toBe("household");
  const offered = page.findAll("#standing-hukou option, #standing-living option").map((o) => o.attributes("value"));
  expect(offered).not.toContain("new_household");
  expect(page.text()).not.toContain("从哪里来");
  await field("来源").setValue("opening");
  await flushPromises();
  expect(page.find<HTMLSelectElement>("#standing-hukou").element.value, "others found one again").toBe("new_household");
});
