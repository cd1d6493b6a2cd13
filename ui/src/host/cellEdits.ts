/** Editing a cell of a list in place: what stands there comes in full, by right, and is written with the revision it was read with. */
import type { FieldInfo, Row, Value, Values, Written } from "../contract";
import { call, Faults } from ".";
import { fail, tell } from "./office";
import type { CellEdits } from "../kit/cells";
import { announce } from "../kit/notices";

/** How fields are typed that fit a cell; what is looked up or counted has its form. */
const FITS: FieldInfo["input"][] = ["text", "long_text", "phones", "choice", "choices", "date", "partial_date"];
/** Of a person only what is asked on the phone: what says who somebody is, and where, is changed on the card. */
const OF_PEOPLE = ["phones", "remark", "marks"];

interface Source {
  field: (column: string) => FieldInfo | undefined;
  mayWrite: () => boolean;
  read: (id: number) => Promise<{ revision: number; values: Values }>;
  write: (id: number, revision: number, values: Values) => Promise<Written>;
  /** The whole of a masked value; nothing where the right is missing. */
  reveal: (id: number, column: string) => Promise<string | null>;
}

const shown = (value: Value | undefined) => (Array.isArray(value) ? value.join("、") : value === null || value === undefined ? "" : String(value));

export function cellEdits(source: Source): CellEdits {
  /** The records as they were read for their cells, by the id of the row. */
  const read = new Map<number, { revision: number; values: Values }>();
  let round = 0;
  const takes = (column: string) => {
    const field = source.field(column);
    return source.mayWrite() && field !== undefined && !field.is_computed && FITS.includes(field.input);
  };
  async function begin(row: Row, column: string) {
    const field = source.field(column);
    if (!field) return null;
    round += 1;
    const own = round;
    try {
      const record = await source.read(row.id);
      read.set(row.id, record);
      // Another cell was asked for meanwhile: that one opens.
      if (own !== round) return null;
      const value = record.values[column];
      if (field.input === "choices") return { text: "", picked: Array.isArray(value) ? value : [], choices: field.choices, isMany: true };
      if (field.input === "choice") return { text: shown(value), choices: field.choices };
      const isLong = field.input === "long_text";
      if (!shown(value).includes("**")) return { text: shown(value), hint: field.hint, isLong };
      const whole = await source.reveal(row.id, column);
      if (whole === null) announce("您看不到完整的号码，不能在这里改。请打开这一行，在表单里重新填写。");
      return whole === null || own !== round ? null : { text: whole, hint: field.hint, isLong };
    } catch (error) {
      fail(error);
      return null;
    }
  }
  async function save(row: Row, column: string, typed: string, picked: string[]): Promise<string> {
    const field = source.field(column);
    const record = read.get(row.id);
    if (!record) return "没有保存，请按 Esc，再改一次。";
    // A long text keeps its lines and spaces as they were typed.
    const text = field?.input === "long_text" && typed.trim() !== "" ? typed : typed.trim();
    const own = field?.input === "choices" ? picked : text;
    try {
      tell(await source.write(row.id, record.revision, { ...record.values, [column]: own.length > 0 ? own : null }));
      // The record has another revision now, and is read again for the next cell.
      if (read.get(row.id) === record) read.delete(row.id);
      return "";
    } catch (error) {
      if (!(error instanceof Faults)) {
        fail(error);
        return "没有保存，请再按一次回车。";
      }
      const here = error.list.filter((f) => f.field === column);
      const label = (key: string | null) => (key ? source.field(key)?.label : undefined);
      // What is wrong elsewhere on the record stands in the way too, and says where.
      const others = error.list.map((f) => (label(f.field) ? `${label(f.field)}：${f.message}` : f.message));
      return here.length > 0 ? here.map((f) => f.message).join(" ") : others.join(" ");
    }
  }
  return { takes, begin, save };
}

export function peopleCells(field: (column: string) => FieldInfo | undefined, may: { write: () => boolean; reveal: () => boolean }): CellEdits {
  const edits = cellEdits({
    field,
    mayWrite: may.write,
    read: (id) => call("get_person", { id }),
    // What a cell changes of a person holds from no day.
    write: (id, revision, values) => call("update_person", { id, revision, values, always: [] }),
    reveal: async (id, column) => (may.reveal() ? (await call("reveal", { table: "people", id, field: column })).text : null),
  });
  return { ...edits, takes: (column) => OF_PEOPLE.includes(column) && edits.takes(column) };
}

export function rowCells(register: string, field: (column: string) => FieldInfo | undefined, may: { write: () => boolean; reveal: () => boolean }): CellEdits {
  return cellEdits({
    field,
    mayWrite: may.write,
    read: (id) => call("get_row", { table: register, id }),
    write: (id, revision, values) => call("update_row", { register, id, revision, values }),
    reveal: async (id, column) => (may.reveal() ? (await call("reveal", { table: register, id, field: column })).text : null),
  });
}
