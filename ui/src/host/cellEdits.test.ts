import { beforeEach, expect, it } from "vitest";
import type { FieldInfo, Row } from "../contract";
import { answerWith } from ".";
import { notice } from "../kit/notices";
import { peopleCells, rowCells } from "./cellEdits";
import { forms } from "./office";

const field = (key: string, input: FieldInfo["input"], more: Partial<FieldInfo> = {}): FieldInfo => ({ key, label: key === "phones" ? "联系电话" : key, input, max: 40, unit: "", is_required: false, is_computed: false, section: "", hint: "", default: "", choices: [], refers_to: "", is_remembered: false, is_dated: false, ...more });
const fields = [field("name", "text"), field("phones", "phones"), field("remark", "long_text"), field("marks", "choices", { choices: [{ word: "alone", label: "独居", is_common: true, pinyin: "du ju" }] }), field("birth_date", "partial_date")];
const of = (key: string) => fields.find((f) => f.key === key);
const row: Row = { id: 7, revision: 3, cells: [], mark: null };
let sent: [string, Record<string, unknown>][] = [];
let refusal: object[] | null = null;
const asked = (name: string) => sent.filter(([n]) => n === name).map(([, p]) => p);

beforeEach(() => {
  sent = [];
  refusal = null;
  forms.value = null;
  answerWith(async (name, payload) => {
    sent.push([name, payload as Record<string, unknown>]);
    if (name === "get_person" || name === "get_row") return { revision: 4, values: { name: "王芳", phones: ["138****1111"], marks: ["alone"] } };
    if (name === "reveal") return { text: "13800001111" };
    if (refusal) throw refusal;
    return { id: 7, revision: 5, act_id: 9, said: "修改 王芳", touched: [], warnings: [] };
  });
});
const may = (reveal: boolean) => ({ write: () => true, reveal: () => reveal });

it("reveals a masked phone by right, and writes it with the revision that was read", async () => {
  const edits = peopleCells(of, may(true));
  expect(await edits.begin(row, "phones")).toMatchObject({ text: "13800001111" });
  expect(asked("reveal"), "the look is told to the ledger").toEqual([{ table: "people", id: 7, field: "phones" }]);
  expect(await edits.save(row, "phones", " 13900006234 ", [])).toBe("");
  expect(asked("update_person")).toEqual([{ id: 7, revision: 4, values: { name: "王芳", phones: "13900006234", marks: ["alone"] }, always: [] }]);
  expect(notice.text).toContain("修改 王芳");
});
it("opens no masked phone without the right, and says where it can be entered", async () => {
  const edits = peopleCells(of, may(false));
  expect(await edits.begin(row, "phones")).toBeNull();
  expect(asked("reveal")).toEqual([]);
  expect(notice.text).toBe("您看不到完整的号码，不能在这里改。请打开这一行，在表单里重新填写。");
});
it("edits phones, remarks and marks of people in the list, and nothing that says who somebody is", () => {
  const edits = peopleCells(of, may(true));
  expect(["name", "phones", "remark", "marks", "birth_date"].filter((key) => edits.takes(key))).toEqual(["phones", "remark", "marks"]);
  expect(peopleCells(of, { write: () => false, reveal: () => true }).takes("phones"), "nor without the right to write").toBe(false);
});
it("takes marks as they are ticked, and none as nothing", async () => {
  const edits = peopleCells(of, may(true));
  expect(await edits.begin(row, "marks")).toMatchObject({ picked: ["alone"], isMany: true });
  await edits.save(row, "marks", "", []);
  expect(asked("update_person")[0]).toMatchObject({ values: { marks: null } });
});
it("tells what was refused: of this cell in its words, of another field by its name", async () => {
  const edits = peopleCells(of, may(true));
  await edits.begin(row, "remark");
  const fault = (at: string | null, message: string) => ({ code: "x", kind: "invalid", message, field: at, row: null, incident: null });
  refusal = [fault("remark", "备注最多 2000 字。")];
  expect(await edits.save(row, "remark", "长", [])).toBe("备注最多 2000 字。");
  refusal = [fault("phones", "电话不对。")];
  expect(await edits.save(row, "remark", "长", [])).toBe("联系电话：电话不对。");
  refusal = [fault(null, "别人刚改过这条记录。")];
  expect(await edits.save(row, "remark", "长", [])).toBe("别人刚改过这条记录。");
});
it("edits rows of registers by their own command", async () => {
  const edits = rowCells("seal_uses", of, { write: () => true, reveal: () => false });
  await edits.begin(row, "name");
  await edits.save(row, "name", "", []);
  expect(asked("update_row")).toEqual([{ register: "seal_uses", id: 7, revision: 4, values: { name: null, phones: ["138****1111"], marks: ["alone"] } }]);
});

/** Two people that the ledger gives by their id; the first may be slow. */
function two(wait: (id: number) => Promise<unknown> = () => Promise.resolve()) {
  answerWith(async (name, payload) => {
    sent.push([name, payload as Record<string, unknown>]);
    const { id } = payload as { id: number };
    if (name !== "get_person") return { id, revision: 9, act_id: 9, said: "修改", touched: [], warnings: [] };
    await wait(id);
    return { revision: id * 10, values: { name: id === 7 ? "王芳" : "李敏", remark: `备注${id}` } };
  });
  return [row, { ...row, id: 8 }] as const;
}
it("writes a row with the record that was read for it, whichever was read last", async () => {
  const [first, second] = two();
  const edits = peopleCells(of, may(true));
  await edits.begin(first, "remark");
  await edits.begin(second, "remark");
  expect(await edits.save(first, "remark", "甲", [])).toBe("");
  expect(await edits.save(second, "remark", "乙", [])).toBe("");
  expect(asked("update_person")).toEqual([
    { id: 7, revision: 70, values: { name: "王芳", remark: "甲" }, always: [] },
    { id: 8, revision: 80, values: { name: "李敏", remark: "乙" }, always: [] },
  ]);
});
it("opens the cell that was asked for last, also where the one before is read after it", async () => {
  let goOn = (): void => undefined;
  const [first, second] = two((id) => (id === 7 ? new Promise<void>((resolve) => (goOn = resolve)) : Promise.resolve()));
  const edits = peopleCells(of, may(true));
  const slow = edits.begin(first, "remark");
  expect(await edits.begin(second, "remark")).toMatchObject({ text: "备注8" });
  goOn();
  expect(await slow).toBeNull();
  await edits.save(second, "remark", "乙", []);
  expect(asked("update_person")).toEqual([{ id: 8, revision: 80, values: { name: "李敏", remark: "乙" }, always: [] }]);
});
it("writes no row that was not read, and says so", async () => {
  const [first, second] = two();
  const edits = peopleCells(of, may(true));
  await edits.begin(first, "remark");
  expect(await edits.save(second, "remark", "乙", [])).toBe("没有保存，请按 Esc，再改一次。");
  expect(asked("update_person")).toEqual([]);
});
it("keeps a long text as it was typed, and one of spaces as nothing", async () => {
  const [first] = two();
  const edits = peopleCells(of, may(true));
  expect(await edits.begin(first, "remark")).toMatchObject({ isLong: true });
  await edits.save(first, "remark", "  一楼\n\n二楼 ", []);
  await edits.begin(first, "remark");
  await edits.save(first, "remark", " \n ", []);
  expect(asked("update_person").map((p) => (p.values as { remark: string | null }).remark)).toEqual(["  一楼\n\n二楼 ", null]);
});
