/** Keeping what was typed until it is saved. The keeper (the host) is passed in; the kit knows no command. */
import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import { ask } from "./ask";

export interface DraftKeeper {
  keep(form: string, content: string): Promise<unknown>;
  find(form: string): Promise<{ content: string; kept_at: string } | null>;
  drop(form: string): Promise<unknown>;
}

/** What is typed is kept at least so often, in ms. */
const EVERY_MS = 400;
/** After a keeping that failed (an import writes), in ms. */
const AGAIN_MS = 2000;
/** So many drafts of one form lie beside each other: a fresh one never writes over one that waits. */
const BESIDE = 9;

/** How the forms that show now keep at once what was typed. */
const open = new Set<() => Promise<void>>();

/** Keeps what was typed in every open form, before the ledger is locked or the window closes. */
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
  /** Texts of lookups that were no value yet, by the label of their field. */
  typed?: Record<string, string>;
}
interface Offer {
  name: string;
  content: string;
  kept_at: string;
}

/** Drafts of older programs are the bare values. */
function keptIn<T>(content: string): Kept<T> {
  const read = JSON.parse(content) as object;
  return "revision" in read && "values" in read ? (read as Kept<T>) : { revision: null, values: read as T };
}

/**
 * `values` is all that the form holds; it must be plain data. `revision` is the one that saving sends: it comes back
 * with the draft, so that a draft of a record changed meanwhile is a conflict, not a lost edit. `typed` is what stands
 * in lookups and is no value yet.
 */
export function useDraft<T>(form: () => string, values: Ref<T>, keeper: DraftKeeper, revision?: Ref<number>, typed: Record<string, string> = {}) {
  const isDirty = ref(false);
  /** What was found and waits for the clerk's word. */
  const found = ref<Offer | null>(null);
  let waiting: Offer[] = [];
  /** Where this form keeps its own, while others wait under the first names. */
  let own: { form: string; name: string } | null = null;
  let isKept = false;
  const snapshot = () => JSON.stringify([values.value, typed]);
  let start = snapshot();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const nameOf = (n: number) => (n === 1 ? form() : `${form()}:${n}`);
  const ownName = () => (own?.form === form() ? own.name : form());
  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  function begin(): void {
    start = snapshot();
    isDirty.value = false;
    stop();
  }
  async function look(): Promise<void> {
    const offers: Offer[] = [];
    const free: string[] = [];
    // The second name may be taken while the first is free.
    for (let n = 1; n <= BESIDE && n <= offers.length + 2; n += 1) {
      const name = nameOf(n);
      const draft = await keeper.find(name).catch(() => null);
      if (draft) offers.push({ ...draft, name });
      else free.push(name);
    }
    own = { form: form(), name: free[0] ?? nameOf(BESIDE + 1) };
    waiting = offers.slice(1);
    found.value = offers[0] ?? null;
  }
  /** Puts the draft that was found into the form; what is typed there already goes only on the clerk's word. */
  function use(): Promise<void> {
    return isDirty.value ? replaceTyped() : Promise.resolve(take());
  }
  async function replaceTyped(): Promise<void> {
    if (!(await ask({ text: "现在填的内容会换成上次没有保存的内容，要换吗？", yes: "换成上次的", no: "留着现在的" }))) return;
    await dropOwn();
    take();
  }
  function take(): void {
    const offer = found.value;
    if (offer) {
      const kept = keptIn<T>(offer.content);
      values.value = kept.values;
      for (const label of Object.keys(typed)) delete typed[label];
      Object.assign(typed, kept.typed);
      if (revision && kept.revision !== null) revision.value = kept.revision;
      own = { form: form(), name: offer.name };
      isKept = true;
    }
    found.value = waiting.shift() ?? null;
  }
  /** Throws the draft that was found away, after asking. */
  async function discard(): Promise<void> {
    const offer = found.value;
    if (!offer || !(await ask({ text: `丢掉 ${offer.kept_at} 没有保存的内容？丢掉以后找不回来。`, yes: "丢掉", no: "留着", isDanger: true }))) return;
    await keeper.drop(offer.name).catch(() => undefined);
    found.value = waiting.shift() ?? null;
  }
  async function dropOwn(): Promise<void> {
    stop();
    isKept = false;
    await keeper.drop(ownName()).catch(() => undefined);
  }
  /** What is typed here is saved, or is not wanted. A draft that still waits stays where it is. */
  async function drop(): Promise<void> {
    isDirty.value = false;
    start = snapshot();
    await dropOwn();
  }
  let isGone = false;
  async function keepNow(): Promise<void> {
    stop();
    if (snapshot() === start) {
      // Typed and taken back: nothing is left to be offered.
      if (isKept) await dropOwn();
      return;
    }
    const kept: Kept<T> = { revision: revision?.value ?? null, values: values.value };
    if (Object.keys(typed).length > 0) kept.typed = { ...typed };
    try {
      await keeper.keep(ownName(), JSON.stringify(kept));
      isKept = true;
    } catch {
      if (!isGone) timer ??= setTimeout(() => void keepNow(), AGAIN_MS);
    }
  }
  open.add(keepNow);
  watch(
    [values, () => ({ ...typed })],
    () => {
      isDirty.value = snapshot() !== start;
      if (isDirty.value || isKept) timer ??= setTimeout(() => void keepNow(), EVERY_MS);
    },
    { deep: true },
  );
  onBeforeUnmount(() => {
    open.delete(keepNow);
    isGone = true;
    void keepNow();
  });
  return { isDirty, found, begin, look, use, discard, drop };
}
