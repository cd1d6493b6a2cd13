/** What is changed of a record holds from today, from an earlier day, or was always so: of fields whose earlier values count for
 * the days before. */
import { computed, ref, type Ref } from "vue";
import type { ChangedOn, FieldInfo, Value, Values } from "../contract";

const text = (value: Value | undefined) => (Array.isArray(value) ? value.join("、") : value === null || value === undefined ? "" : String(value));

/** The fields that hold from a day and are other ones than they were read. */
export function datedChanges(fields: FieldInfo[], before: Values, now: Values): FieldInfo[] {
  return fields.filter((f) => f.is_dated && text(before[f.key]) !== text(now[f.key]));
}

/** Follows a form; `begin` is told what was read, and nothing of a record that was entered today: it was never otherwise. */
export function useSince(fields: () => FieldInfo[], values: Ref<Values>) {
  const before = ref<Values | null>(null);
  const chosen = ref<string[]>([]);
  /** What is said to have changed on an earlier day. */
  const earlier = ref<ChangedOn>({ fields: [], on: "" });
  const changed = computed(() => (before.value ? datedChanges(fields(), before.value, values.value) : []));
  const isChanged = (key: string) => changed.value.some((f) => f.key === key);
  /** The keys of what was always so. */
  const always = computed(() => chosen.value.filter(isChanged));
  /** As it is sent; nothing where all changes are of today. */
  const since = computed(() => {
    const own = earlier.value.fields.filter(isChanged);
    return own.length > 0 ? { fields: own, on: earlier.value.on } : undefined;
  });
  function begin(read: Values, enteredOn: string, today: string): void {
    before.value = enteredOn === today ? null : { ...read };
    chosen.value = [];
    earlier.value = { fields: [], on: "" };
  }
  return { changed, chosen, earlier, always, since, begin };
}
