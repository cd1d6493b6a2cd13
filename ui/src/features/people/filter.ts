/** The filter of the list lives in the address, so that Back, a bookmark and the first page all lead to the same list. */
import type { LocationQuery } from "vue-router";
import type { Condition, FieldInfo, Missing, PeopleFilter, Presence } from "../../contract";

export const PRESENCES: { word: Presence; label: string }[] = [
  { word: "here", label: "在册" },
  { word: "left", label: "已离开" },
  { word: "died", label: "已去世" },
  { word: "all", label: "全部" },
];
export const MISSINGS: { word: Missing; label: string }[] = [
  { word: "id_number", label: "证件号码" },
  { word: "birth_day", label: "出生日期" },
  { word: "phone", label: "联系电话" },
  { word: "dwelling", label: "房屋" },
  { word: "grid", label: "网格" },
  { word: "emergency_contact", label: "紧急联系人" },
  { word: "political_status", label: "政治面貌" },
  { word: "marital_status", label: "婚姻状况" },
  { word: "education", label: "文化程度" },
];

export function emptyFilter(): PeopleFilter {
  return {
    text: "",
    presence: "here",
    grid_ids: [],
    estate_id: null,
    building_id: null,
    age_from: null,
    age_to: null,
    residence_states: [],
    conditions: [],
    missing: null,
    import_id: null,
  };
}

const one = (query: LocationQuery, key: string): string => String((Array.isArray(query[key]) ? query[key]?.[0] : query[key]) ?? "");
const number = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);
const list = (text: string): string[] => (text === "" ? [] : text.split(","));

export function filterOf(query: LocationQuery): PeopleFilter {
  const presence = PRESENCES.find((p) => p.word === one(query, "who"))?.word ?? "here";
  const conditions: Condition[] = Object.keys(query)
    .filter((key) => key.startsWith("f."))
    .map((key) => ({ field: key.slice(2), words: one(query, key).split(",") }));
  return {
    text: one(query, "q"),
    presence,
    grid_ids: list(one(query, "grid")).map(Number),
    estate_id: number(one(query, "estate")),
    building_id: number(one(query, "building")),
    age_from: number(one(query, "from")),
    age_to: number(one(query, "to")),
    residence_states: list(one(query, "state")),
    conditions,
    missing: MISSINGS.find((m) => m.word === one(query, "missing"))?.word ?? null,
    import_id: number(one(query, "import")),
  };
}

export { peopleQuery as queryOf } from "../../host/peopleQuery";

/** Years as they are typed: 60, ６０ or 60岁. `null` where nothing is typed, and a text where that is no age. */
export function ageOf(typed: string): number | null | string {
  const plain = typed.normalize("NFKC").trim().replace(/(周?岁)$/, "").trim();
  if (plain === "") return null;
  return /^\d{1,3}$/.test(plain) ? Number(plain) : "年龄请写数字，如 60。";
}

/** A condition in words, for the line that says why nothing was found. */
export function conditionName(condition: string): string {
  const names: Record<string, string> = {
    text: "搜索的文字",
    presence: "在册情况",
    grid_ids: "网格",
    estate_id: "小区",
    building_id: "楼栋",
    age: "年龄",
    residence_states: "人户状态",
    missing: "缺项",
    import_id: "一次导入",
  };
  return names[condition] ?? "";
}

/** The filter without one condition. */
export function without(filter: PeopleFilter, condition: string): PeopleFilter {
  const next = { ...filter, conditions: filter.conditions.filter((c) => c.field !== condition) };
  const blank = emptyFilter();
  if (condition === "age") return { ...next, age_from: null, age_to: null };
  if (condition === "presence") return { ...next, presence: "all" };
  if (condition === "estate_id") return { ...next, estate_id: null, building_id: null };
  if (condition in blank && condition !== "conditions") return { ...next, [condition]: blank[condition as keyof PeopleFilter] };
  return next;
}

/** How places, states and fields are called. */
export interface FilterNames {
  grid: (id: number) => string | undefined;
  estate: (id: number) => string | undefined;
  building: (id: number) => string | undefined;
  residence: (word: string) => string | undefined;
  field: (key: string) => FieldInfo | undefined;
}

/** Everything that is set, in words, by the name under which `without` takes it off. The text stands in its own box. */
export function summaryOf(filter: PeopleFilter, names: FilterNames): { id: string; label: string }[] {
  const found: { id: string; label: string }[] = [];
  const put = (id: string, isSet: boolean, label: () => string) => isSet && found.push({ id, label: label() });
  // 全部 beside another condition reads as its contrary; of one import it goes without saying.
  const isOfImport = filter.presence === "all" && filter.import_id !== null;
  put("presence", filter.presence !== "here" && !isOfImport, () => (filter.presence === "all" ? "含离开、去世的" : (PRESENCES.find((p) => p.word === filter.presence)?.label ?? "")));
  put("grid_ids", filter.grid_ids.length > 0, () => filter.grid_ids.map((id) => (id === 0 ? "未划网格" : (names.grid(id) ?? "网格"))).join("、"));
  put("estate_id", filter.estate_id !== null, () => names.estate(filter.estate_id ?? 0) ?? "小区");
  put("building_id", filter.building_id !== null, () => names.building(filter.building_id ?? 0) ?? "楼栋");
  const [from, to] = [filter.age_from, filter.age_to];
  put("age", from !== null || to !== null, () => (from === null ? `到 ${to} 岁` : to === null ? `${from} 岁起` : `${from}–${to} 岁`));
  put("residence_states", filter.residence_states.length > 0, () => filter.residence_states.map((word) => names.residence(word) ?? word).join("、"));
  put("missing", filter.missing !== null, () => `缺${MISSINGS.find((m) => m.word === filter.missing)?.label ?? ""}`);
  put("import_id", filter.import_id !== null, () => "这次导入的");
  for (const c of filter.conditions) {
    const field = names.field(c.field);
    const word = (w: string) => (w === "" ? "未填" : (field?.choices.find((o) => o.word === w)?.label ?? w));
    put(c.field, true, () => `${field?.label ?? c.field}：${c.words.map(word).join("、")}`);
  }
  return found;
}
