import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FieldInfo, Forms, Written } from "../../contract";
import { answerWith } from "../../host";
import { forms } from "../../host/office";
import { asked } from "../../kit/ask";
import { keepAll } from "../../kit/drafts";
import { clearFaults, shownFaults } from "../../kit/faults";
import { listenForKeys } from "../../kit/keys";
import BatchDialog from "./BatchDialog.vue";
import MovementDialog from "./MovementDialog.vue";

Element.prototype.scrollIntoView = () => undefined;
const kinds = ["moved_out", "hukou_in", "hukou_out", "moved_within"].map((word) => ({ word, label: word, is_common: true }));
const field = (key: string): FieldInfo => ({ key, label: key, input: "text", max: 40, unit: "", is_required: false, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false, is_dated: false });
const people = { key: "people", title: "居民", about: "", fields: [field("education"), field("remark")], columns: [], is_register: false, is_struck: false, may_write: true };
const written: Written = { id: 1, revision: 2, act_id: 1, said: "已保存", touched: [], warnings: [] };
const body = <T extends Element>(selector: string) => document.querySelector<T>(selector)!;
async function choose(selector: string, word: string): Promise<void> {
  const select = body<HTMLSelectElement>(selector);
  select.value = word;
  select.dispatchEvent(new Event("change"));
  await flushPromises();
}
beforeEach(() => {
  forms.value = { forms: [people], movement_kinds: kinds, relations: [], residence_states: [] } as unknown as Forms;
});
afterEach(() => {
  clearFaults();
  document.body.innerHTML = "";
});

it("forgets that the hukou stays when another kind of movement is chosen", async () => {
  const sent = vi.fn();
  answerWith((name, payload) => {
    if (name === "record_movement") sent(payload);
    return Promise.resolve(name === "record_movement" ? written : { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  const keeps = body<HTMLInputElement>("input[type=checkbox]");
  keeps.click();
  await choose("#movement-kind", "moved_within");
  await choose("#movement-kind", "moved_out");
  expect(body<HTMLInputElement>("input[type=checkbox]").checked).toBe(false);
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(sent.mock.calls[0]?.[0].standing.hukou).toEqual({ to: "nowhere" });
  wrapper.unmount();
});
/** Whoever's hukou leaves is asked where it goes: from that follows whether the person is 流动人口. */
it("tells which division is understood of where the hukou goes, and when none is", async () => {
  const read: string[] = [];
  answerWith((name, payload) => {
    if (name !== "read_division") return Promise.resolve({ households: [], choices: [] });
    const { text } = payload as { text: string };
    read.push(text);
    return Promise.resolve({ hits: text.startsWith("杭州市上城区") ? [{ code: "330102", full_name: "浙江省杭州市上城区" }] : [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "杨柳", kind: "hukou_out" }, attachTo: document.body });
  await flushPromises();
  expect(body("#movement-division").textContent).toContain("看不出户口迁到哪个市县");
  const place = body<HTMLInputElement>("#movement-place");
  place.value = "杭州市上城区";
  place.dispatchEvent(new Event("input", { bubbles: true }));
  await flushPromises();
  expect(body("#movement-division").textContent).toContain("户籍所在地改为：浙江省杭州市上城区");
  await choose("#movement-kind", "moved_out");
  expect(document.querySelector("#movement-division"), "the hukou's own place is asked only where it leaves").toBeNull();
  expect(read).toEqual(["", "杭州市上城区"]);
  wrapper.unmount();
});
it("leaves the hukou of other kinds alone when the mark is taken off", async () => {
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  body<HTMLInputElement>("input[type=checkbox]").click();
  await choose("#movement-kind", "hukou_in");
  expect(body<HTMLSelectElement>("#standing-hukou").value).toBe("household");
  wrapper.unmount();
});
it("says aloud what is wrong with fields that the batch does not show", async () => {
  const fault = (at: string | null, message: string) => ({ code: "x.y", kind: "invalid", message, field: at, row: null, incident: null });
  answerWith(() => Promise.reject([fault("education", "请从表里选。"), fault("id_number", "王建国的号码不对。"), fault(null, "李敏刚才被改过。")]));
  const wrapper = mount(BatchDialog, { props: { ids: [1, 2] }, attachTo: document.body });
  await choose("select", "education");
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(body(".fault").textContent).toContain("请从表里选。");
  expect(shownFaults.list.map((f) => f.message)).toEqual(["王建国的号码不对。", "李敏刚才被改过。"]);
  wrapper.unmount();
});

/** The field comes below a long list of marks: it takes the focus, which brings it into view. */
it("puts the focus into the field that a batch is to change", async () => {
  answerWith(() => Promise.resolve({}));
  const wrapper = mount(BatchDialog, { props: { ids: [1, 2] }, attachTo: document.body });
  await flushPromises();
  await choose("select", "remark");
  await vi.waitFor(() => expect(document.activeElement?.id).toMatch(/-remark$/));
  expect(body(".actions .primary").closest(".body"), "the buttons do not scroll away").toBeNull();
  wrapper.unmount();
});

it("saves a batch by Ctrl+S", async () => {
  listenForKeys();
  const sent = vi.fn();
  answerWith((name, payload) => {
    if (name === "update_people") sent(payload);
    return Promise.resolve(written);
  });
  const wrapper = mount(BatchDialog, { props: { ids: [1, 2] }, attachTo: document.body });
  const press = () => document.querySelector("[role=dialog]")!.dispatchEvent(new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true }));
  press();
  await flushPromises();
  expect(sent, "nothing is chosen yet").not.toHaveBeenCalled();
  await choose("select", "remark");
  press();
  await flushPromises();
  expect(sent).toHaveBeenCalledOnce();
  wrapper.unmount();
});

/** The 民族 of a whole list was left out at the beginning: it was always so, and the months before count anew. */
it("says of several at once that a field was always so", async () => {
  const sent = vi.fn();
  const fields = [{ ...field("ethnic_group"), is_dated: true }, field("remark")];
  forms.value = { forms: [{ ...people, fields }], movement_kinds: kinds, relations: [], residence_states: [] } as unknown as Forms;
  answerWith((name, payload) => {
    if (name === "update_people") sent(payload);
    return Promise.resolve(written);
  });
  const wrapper = mount(BatchDialog, { props: { ids: [1, 2] }, attachTo: document.body });
  await choose("select", "remark");
  expect(document.querySelector("[role=radiogroup]"), "a remark holds from no day").toBeNull();
  await choose("select", "ethnic_group");
  document.querySelectorAll<HTMLInputElement>("[role=radiogroup] input")[1]!.click();
  await flushPromises();
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(sent.mock.calls[0]?.[0]).toEqual({ ids: [1, 2], values: { ethnic_group: null }, always: ["ethnic_group"] });
  wrapper.unmount();
});
/** A list of transfers came weeks late: the days before stay as they were. */
it("says of several at once from which day on a field is another one, and what is wrong with the day", async () => {
  const sent = vi.fn();
  const fields = [{ ...field("political_status"), is_dated: true }];
  forms.value = { forms: [{ ...people, fields }], movement_kinds: kinds, relations: [], residence_states: [] } as unknown as Forms;
  const late = { code: "fact.changed_later", kind: "invalid", message: "李敏的政治面貌从 2026-10-20 起已经改过。", field: "since", row: null, incident: null };
  answerWith((name, payload) => {
    if (name !== "update_people") return Promise.resolve(written);
    sent(payload);
    return Promise.reject([late]);
  });
  const wrapper = mount(BatchDialog, { props: { ids: [1, 2] }, attachTo: document.body });
  await choose("select", "political_status");
  expect([...document.querySelectorAll("[role=radiogroup] label")].map((l) => l.textContent.trim())).toContain("从某天起改");
  document.querySelectorAll<HTMLInputElement>("[role=radiogroup] input")[2]!.click();
  await flushPromises();
  const day = body<HTMLInputElement>("[aria-label=从哪天起] input:not([type=radio])");
  day.value = "2026-10-08";
  day.dispatchEvent(new Event("input", { bubbles: true }));
  day.dispatchEvent(new Event("change", { bubbles: true }));
  await flushPromises();
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(sent.mock.calls[0]?.[0]).toMatchObject({ always: [], since: { fields: ["political_status"], on: "2026-10-08" } });
  expect(body("[aria-label=从哪天起] .fault").textContent).toContain("李敏的政治面貌");
  wrapper.unmount();
});
it("asks before a movement with something typed is closed, by a click beside it least of all", async () => {
  const sent = vi.fn();
  answerWith((name, payload) => {
    if (name === "record_movement") sent(payload);
    return Promise.resolve(name === "record_movement" ? written : { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  const reason = body<HTMLInputElement>("#movement-reason");
  reason.value = "去儿子家";
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  await flushPromises();
  body<HTMLElement>(".veil").dispatchEvent(new MouseEvent("mousedown"));
  await flushPromises();
  expect([asked.question, wrapper.emitted("close")]).toEqual([null, undefined]);
  [...document.querySelectorAll<HTMLElement>(".actions button")].find((b) => b.textContent === "取消")!.click();
  await flushPromises();
  expect(asked.question?.no).toBe("接着填");
  asked.answer!(false);
  await flushPromises();
  expect(wrapper.emitted("close")).toBeUndefined();
  [...document.querySelectorAll<HTMLElement>(".actions button")].find((b) => b.textContent === "取消")!.click();
  await flushPromises();
  asked.answer!(true);
  await flushPromises();
  expect(sent.mock.calls[0]?.[0].movement.reason).toBe("去儿子家");
  expect(wrapper.emitted("close")).toBeDefined();
  wrapper.unmount();
});
it("moves the focus to the fault of a movement", async () => {
  answerWith((name) => (name === "record_movement" ? Promise.reject([{ code: "x.y", kind: "invalid", message: "请填写日期。", field: "happened_on", row: null, incident: null }]) : Promise.resolve({ households: [], choices: [] })));
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  await flushPromises();
  body<HTMLElement>("#movement-reason").focus();
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(document.activeElement).toBe(body("#movement-day"));
  wrapper.unmount();
});

it("keeps a movement that is being typed over a lock, and offers it again", async () => {
  const shelf = new Map<string, string>();
  answerWith((name, payload) => {
    const { form, content } = payload as { form: string; content: string };
    if (name === "keep_draft") shelf.set(form, content);
    if (name === "drop_draft") shelf.delete(form);
    const found = shelf.get(form);
    return Promise.resolve(name === "get_draft" ? { draft: found ? { form, content: found, kept_at: "2026-11-24 09:30" } : null } : { households: [], choices: [] });
  });
  const open = () => mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  const first = open();
  await flushPromises();
  body<HTMLInputElement>("input[type=checkbox]").click();
  await flushPromises();
  const reason = body<HTMLInputElement>("#movement-reason");
  reason.value = "去儿子家";
  reason.dispatchEvent(new Event("input", { bubbles: true }));
  await flushPromises();
  await keepAll();
  first.unmount();
  const again = open();
  await flushPromises();
  expect(body(".bar").textContent).toContain("2026-11-24 09:30");
  body<HTMLElement>(".bar button").click();
  await flushPromises();
  expect(body<HTMLInputElement>("#movement-reason").value).toBe("去儿子家");
  expect(body<HTMLInputElement>("input[type=checkbox]").checked).toBe(true);
  again.unmount();
});

it("keeps the next head in the draft, and gives it back", async () => {
  const shelf = new Map<string, string>();
  const sent = vi.fn();
  const of = (id: number, name: string, relation: string) => ({ id, name, hukou_relation_code: relation, living_relation_code: relation });
  const all = [of(7, "王建国", "02"), of(8, "李敏", "10"), of(9, "王小明", "20")];
  forms.value = { ...forms.value!, relations: [["10", "配偶"], ["30", "女"], ["52", "母亲"]].map(([word, label]) => ({ word, label, is_common: true, pinyin: "" })) } as unknown as Forms;
  answerWith((name, payload) => {
    const { form, content } = payload as { form: string; content: string };
    if (name === "keep_draft") shelf.set(form, content);
    if (name === "drop_draft") shelf.delete(form);
    if (name === "record_movement") sent(payload);
    const found = shelf.get(form);
    const answers: Record<string, unknown> = {
      get_draft: { draft: found ? { form, content: found, kept_at: "2026-11-24 09:30" } : null },
      get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 4, living_relation: "02", dwelling_id: null } },
      get_household: { id: 4, title: "王建国户", registered: all, living: all },
      record_movement: written,
    };
    return Promise.resolve(answers[name] ?? { households: [], choices: [] });
  });
  const open = () => mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  const first = open();
  await flushPromises();
  await choose("#next-head-4", "9");
  await choose("#next-relation-8", "52");
  await keepAll();
  first.unmount();
  expect(shelf.size).toBe(1);
  const again = open();
  await flushPromises();
  expect(body<HTMLSelectElement>("#next-head-4").value).toBe("8");
  body<HTMLElement>(".bar button").click();
  await flushPromises();
  expect(body<HTMLSelectElement>("#next-head-4").value).toBe("9");
  expect(body<HTMLSelectElement>("#next-relation-8").value).toBe("52");
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  const relation = (person_id: number, word: string) => ({ person_id, hukou_relation: word, living_relation: word });
  expect(sent.mock.calls[0]?.[0].next_heads).toEqual([{ household_id: 4, relations: [relation(8, "52"), relation(9, "02")] }]);
  expect(sent.mock.calls[0]?.[0].may_lack_head).toBe(false);
  again.unmount();
});
it("proposes the natural next head without calling it typed, and leaves it for later where that is chosen", async () => {
  const shelf = new Map([["movement:7", JSON.stringify({ revision: null, values: { kind: "moved_out", day: "2026-11-20", place: "", reason: "去儿子家", keepsHukou: false, standing: { hukou: { to: "nowhere" }, living: { to: "nowhere" }, dwelling_id: null } } })]]);
  const sent = vi.fn();
  const all = [{ id: 7, name: "王建国", hukou_relation_code: "02", living_relation_code: "02" }, { id: 8, name: "李敏", hukou_relation_code: "10", living_relation_code: "10" }];
  answerWith((name, payload) => {
    const { form, content } = payload as { form: string; content: string };
    if (name === "keep_draft") shelf.set(form, content);
    if (name === "record_movement") sent(payload);
    const found = shelf.get(form);
    const answers: Record<string, unknown> = {
      get_draft: { draft: found ? { form, content: found, kept_at: "2026-11-24 09:30" } : null },
      get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 4, living_relation: "02", dwelling_id: null } },
      get_household: { id: 4, title: "王建国户", registered: all, living: all },
      record_movement: written,
    };
    return Promise.resolve(answers[name] ?? { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  await flushPromises();
  expect(body<HTMLSelectElement>("#next-head-4").value, "who only saves leaves no household without a head").toBe("8");
  await keepAll();
  expect([...shelf.keys()]).toEqual(["movement:7"]);
  body<HTMLElement>(".bar button").click();
  await flushPromises();
  expect(body<HTMLInputElement>("#movement-reason").value, "drafts of older programs know no heads").toBe("去儿子家");
  expect(body<HTMLSelectElement>("#next-head-4").value).toBe("8");
  await choose("#next-head-4", "0");
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(sent.mock.calls[0]?.[0].next_heads).toEqual([]);
  expect(sent.mock.calls[0]?.[0].may_lack_head, "the user said that nobody follows yet").toBe(true);
  wrapper.unmount();
});

/** 王建国 heads one household of the register and another that lives together: each is asked for, and none passes in silence. */
it("records nothing while a household that loses its head has neither a next one nor 暂不指定", async () => {
  const sent = vi.fn();
  const head = { id: 7, name: "王建国", sex: "男", age: "70 岁", hukou_relation_code: "02", living_relation_code: "02" };
  const child = { id: 9, name: "王小宝", sex: "男", age: "5 岁", hukou_relation_code: "41", living_relation_code: "" };
  const wife = { id: 8, name: "李敏", sex: "女", age: "66 岁", hukou_relation_code: "", living_relation_code: "10" };
  const households: Record<number, unknown> = {
    4: { id: 4, title: "王建国户", registered: [head, child], living: [] },
    5: { id: 5, title: "幸福里 3-2-501", registered: [], living: [head, wife] },
  };
  answerWith((name, payload) => {
    if (name === "record_movement") sent(payload);
    const answers: Record<string, unknown> = {
      get_draft: { draft: null },
      get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 5, living_relation: "02", dwelling_id: null } },
      get_household: households[(payload as { id: number }).id],
      record_movement: written,
    };
    return Promise.resolve(answers[name] ?? { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "died" }, attachTo: document.body });
  await flushPromises();
  expect([...document.querySelectorAll("legend")].map((l) => l.textContent)).toEqual(["王建国户的下一任户主", "幸福里 3-2-501的下一任户主"]);
  expect(body<HTMLSelectElement>("#next-head-5").value, "the wife follows of those who live together").toBe("8");
  body<HTMLElement>(".actions .primary").click();
  await flushPromises();
  expect(sent).not.toHaveBeenCalled();
  expect(document.activeElement?.id).toBe("next-head-4");
  expect(body("[role=alert]").textContent).toBe("请选下一任户主；还定不下来的，选“暂不指定”。");
  await choose("#next-head-4", "0");
  expect(body("#next-head-4-later").textContent).toContain("登记以后这一户户籍上没有户主");
  body<HTMLElement>(".actions .primary").click();
  await flushPromises();
  expect(sent.mock.calls[0]?.[0].next_heads).toEqual([{ household_id: 5, relations: [{ person_id: 8, hukou_relation: null, living_relation: "02" }] }]);
  wrapper.unmount();
});
it("tells two households apart that are called alike", async () => {
  const head = { id: 7, name: "王建国", sex: "男", age: "70 岁", hukou_relation_code: "02", living_relation_code: "02" };
  const child = { id: 9, name: "王小宝", sex: "男", age: "35 岁", hukou_relation_code: "20", living_relation_code: "20" };
  const of = (id: number, address: string) => ({ id, title: "王建国户", address, values: { household_no: `H00000${id}` }, registered: id === 4 ? [head, child] : [], living: id === 5 ? [head, child] : [] });
  answerWith((name, payload) => {
    const answers: Record<string, unknown> = {
      get_draft: { draft: null },
      get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 5, living_relation: "02", dwelling_id: null } },
      get_household: of((payload as { id: number }).id, (payload as { id: number }).id === 4 ? "" : "幸福里3栋2单元501室"),
    };
    return Promise.resolve(answers[name] ?? { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "died" }, attachTo: document.body });
  await flushPromises();
  expect([...document.querySelectorAll("legend")].map((l) => l.textContent)).toEqual(["王建国户（H000004）的下一任户主", "王建国户（H000005，幸福里3栋2单元501室）的下一任户主"]);
  wrapper.unmount();
});
it("says where nobody stays who could be the head, and asks nothing there", async () => {
  const alone = { id: 7, name: "王建国", hukou_relation_code: "02", living_relation_code: "02" };
  const answers: Record<string, unknown> = {
    get_draft: { draft: null },
    get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 4, living_relation: "02", dwelling_id: null } },
    get_household: { id: 4, title: "王建国户", registered: [alone], living: [alone] },
  };
  answerWith((name) => Promise.resolve(answers[name] ?? { households: [], choices: [] }));
  const wrapper = mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "died" }, attachTo: document.body });
  await flushPromises();
  expect(document.querySelector("#next-head-4")).toBeNull();
  expect(body("[role=dialog]").textContent).toContain("王建国户户籍上和居住中没有别人了，不用选下一任户主。");
  wrapper.unmount();
});
/** 登记死亡 has no field of a standing: what is wrong with one must not be swallowed. */
it("says aloud what is wrong with a movement where no field shows it", async () => {
  answerWith((name) => (name === "record_movement" ? Promise.reject([{ code: "household.two_heads", kind: "refused", message: "王建国户那天已经有户主。", field: "hukou_relation", row: null, incident: null }]) : Promise.resolve({ households: [], choices: [] })));
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "died" }, attachTo: document.body });
  await flushPromises();
  body<HTMLElement>(".actions .primary").click();
  await flushPromises();
  expect(shownFaults.list.map((f) => f.message)).toEqual(["王建国户那天已经有户主。"]);
  wrapper.unmount();
});
/** The head of a household dies: who comes next is chosen before anything is written. */
it("goes on by Enter in 登记死亡, through the next head to the button, and records only by that", async () => {
  const sent = vi.fn();
  const all = [{ id: 7, name: "王建国", hukou_relation_code: "02", living_relation_code: "02" }, { id: 8, name: "李敏", hukou_relation_code: "10", living_relation_code: "10" }];
  const answers: Record<string, unknown> = {
    get_draft: { draft: null },
    get_person: { id: 7, standing: { hukou_household_id: 4, hukou_relation: "02", living_household_id: 4, living_relation: "02", dwelling_id: null } },
    get_household: { id: 4, title: "王建国户", registered: all, living: all },
    record_movement: written,
  };
  answerWith((name, payload) => {
    if (name === "record_movement") sent(payload);
    return Promise.resolve(answers[name] ?? { households: [], choices: [] });
  });
  const wrapper = mount(MovementDialog, { props: { personIds: [7], who: "王建国", kind: "died" }, attachTo: document.body });
  await flushPromises();
  const passed: string[] = [];
  for (let at = 0; at < 6 && !(document.activeElement instanceof HTMLButtonElement); at += 1) {
    passed.push(document.activeElement!.id);
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    await flushPromises();
  }
  expect(passed).toEqual(["movement-day", "movement-place", "movement-reason", "next-head-4"]);
  expect([document.activeElement!.textContent, sent.mock.calls.length]).toEqual(["登记 Ctrl+S", 0]);
  (document.activeElement as HTMLElement).click();
  await flushPromises();
  expect(sent).toHaveBeenCalledOnce();
  wrapper.unmount();
});
it("says no more of a day that was mended", async () => {
  answerWith((name) => (name === "record_movement" ? Promise.reject([{ code: "x.y", kind: "invalid", message: "日期不能在今天以后。", field: "happened_on", row: null, incident: null }]) : Promise.resolve({ households: [], choices: [] })));
  const wrapper = mount(MovementDialog, { props: { personIds: [1], who: "王建国", kind: "moved_out" }, attachTo: document.body });
  await flushPromises();
  body<HTMLElement>(".button.primary").click();
  await flushPromises();
  expect(document.body.textContent).toContain("日期不能在今天以后。");
  const day = body<HTMLInputElement>("#movement-day");
  day.value = "20261101";
  day.dispatchEvent(new Event("input", { bubbles: true }));
  await flushPromises();
  expect(document.body.textContent).not.toContain("日期不能在今天以后。");
  expect(day.getAttribute("aria-invalid")).toBeNull();
  wrapper.unmount();
});
