/**
 * What is typed in a form and is no value yet: a lookup that still searches, or found nothing. A save waits for it and
 * passes over none; a draft keeps its text.
 */
import { inject, onBeforeUnmount, provide, reactive, type InjectionKey } from "vue";

export interface Entry {
  /** Finishes what is typed; whether a value stands there now. */
  settle: () => Promise<boolean>;
  focus: () => void;
}
export interface Entries {
  /** Texts that are no value yet, by the label of their field. */
  typed: Record<string, string>;
  /** Finishes all fields. The focus goes to the first that needs a hand; whether there was none. */
  settle: () => Promise<boolean>;
  add: (entry: Entry) => () => void;
}
const KEY: InjectionKey<Entries> = Symbol("entries");

/** For a form: called in its setup, before its fields are made. */
export function useEntries(): Entries {
  const all = new Set<Entry>();
  const entries: Entries = {
    typed: reactive({}),
    settle: async () => {
      let first: Entry | null = null;
      for (const entry of [...all]) if (!(await entry.settle())) first ??= entry;
      first?.focus();
      return first === null;
    },
    add: (entry) => {
      all.add(entry);
      return () => all.delete(entry);
    },
  };
  provide(KEY, entries);
  return entries;
}

/** For a field: belongs to the form around it, if there is one. */
export function useEntry(entry: Entry): Entries | null {
  const entries = inject(KEY, null);
  if (entries) onBeforeUnmount(entries.add(entry));
  return entries;
}
