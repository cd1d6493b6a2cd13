/** What is changed of a record holds from today, or was always so: of fields whose earlier values count for the days before. */
import { computed, ref, type Ref } from "vue";
import type { FieldInfo, Value, Values } from "../contract";

const text = (value: Value | undefined) => (Array.isArray(value) ? value.join("、") : value === null || value === undefined ? "" : String(value));

/** The fields that hold from a day and are other ones than they were read. */
export function datedChanges(fields: FieldInfo[], before: Values, now: Values): FieldInfo[] {
  return fields.filter((f) => f.is_dated && text(before[f.key]) !== text(now[f.key]));
}

/** Follows a form; `begin` is told what was read, and nothing of a record that was entered today: it was never otherwise. */
export function useSince(fields: () => FieldInfo[], values: Ref<Values>) {
  const before = ref<Values | null>(null);
  const chosen = ref<string[]>([]);
  const changed = computed(() => (before.value ? datedChanges(fields(), before.value, values.value) : []));
  /** The keys of what was always so. */
  const always = computed(() => chosen.value.filter((key) => changed.value.some((f) => f.key === key)));
  function begin(read: Values, enteredOn: string, today: string): void {
    before.value = enteredOn === today ? null : { ...read };
    chosen.value = [];
  }
  return { changed, chosen, always, begin };
}
