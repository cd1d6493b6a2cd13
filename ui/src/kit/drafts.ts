/** Keeping what was typed until it is saved. The keeper (the host) is passed in; the kit knows no command. */
import { onBeforeUnmount, ref, watch, type Ref } from "vue";

export interface DraftKeeper {
  keep(form: string, content: string): Promise<unknown>;
  find(form: string): Promise<{ content: string; kept_at: string } | null>;
  drop(form: string): Promise<unknown>;
}

/** How the forms that show now keep at once what was typed. */
const open = new Set<() => Promise<void>>();

/** Keeps what was typed in every open form, before the ledger is locked. */
export async function keepAll(): Promise<void> {
  await Promise.all([...open].map((keep) => keep()));
}

/** For what is typed outside of a form: run before the ledger is locked. Returns how to stop. */
export function beforeLock(keep: () => Promise<void>): () => void {
  open.add(keep);
  return () => void open.delete(keep);
}

/** A draft as it lies in the ledger. */
interface Kept<T> {
  /** The revision of the record when it was typed; 0 for a new one, `null` where the form knows none. */
  revision: number | null;
  values: T;
}

/** Drafts of older programs are the bare values. */
function keptIn<T>(content: string): Kept<T> {
  const read = JSON.parse(content) as object;
  return "revision" in read && "values" in read && Object.keys(read).length === 2 ? (read as Kept<T>) : { revision: null, values: read as T };
}

/**
 * `values` is all that the form holds; it must be plain data. `revision` is the one that saving sends: it comes back
 * with the draft, so that a draft of a record changed meanwhile is a conflict, not a lost edit.
 */
export function useDraft<T>(form: () => string, values: Ref<T>, keeper: DraftKeeper, revision?: Ref<number>) {
  const isDirty = ref(false);
  const found = ref<{ content: string; kept_at: string } | null>(null);
  let start = JSON.stringify(values.value);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    start = JSON.stringify(values.value);
    isDirty.value = false;
    clearTimeout(timer);
  }
  async function look(): Promise<void> {
    found.value = await keeper.find(form()).catch(() => null);
  }
  function use(): void {
    if (found.value) {
      const kept = keptIn<T>(found.value.content);
      values.value = kept.values;
      if (revision && kept.revision !== null) revision.value = kept.revision;
    }
    found.value = null;
  }
  async function drop(): Promise<void> {
    clearTimeout(timer);
    isDirty.value = false;
    found.value = null;
    await keeper.drop(form()).catch(() => undefined);
  }
  async function keepNow(): Promise<void> {
    clearTimeout(timer);
    const kept: Kept<T> = { revision: revision?.value ?? null, values: values.value };
    if (isDirty.value) await keeper.keep(form(), JSON.stringify(kept)).catch(() => undefined);
  }
  open.add(keepNow);
  watch(
    values,
    (next) => {
      const text = JSON.stringify(next);
      isDirty.value = text !== start;
      clearTimeout(timer);
      if (isDirty.value) timer = setTimeout(() => void keepNow(), 800);
    },
    { deep: true },
  );
  onBeforeUnmount(() => {
    open.delete(keepNow);
    void keepNow();
  });
  return { isDirty, found, begin, look, use, drop };
}
