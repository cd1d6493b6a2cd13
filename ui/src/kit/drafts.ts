/** Keeping what was typed until it is saved. The keeper (the host) is passed in; the kit knows no command. */
import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import type { Values } from "../contract";

export interface DraftKeeper {
  keep(form: string, content: string): Promise<unknown>;
  find(form: string): Promise<{ content: string; kept_at: string } | null>;
  drop(form: string): Promise<unknown>;
}

export function useDraft(form: () => string, values: Ref<Values>, keeper: DraftKeeper) {
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
    if (found.value) values.value = JSON.parse(found.value.content) as Values;
    found.value = null;
  }
  async function drop(): Promise<void> {
    clearTimeout(timer);
    isDirty.value = false;
    found.value = null;
    await keeper.drop(form()).catch(() => undefined);
  }
  watch(
    values,
    (next) => {
      const text = JSON.stringify(next);
      isDirty.value = text !== start;
      clearTimeout(timer);
      if (isDirty.value) timer = setTimeout(() => void keeper.keep(form(), text).catch(() => undefined), 800);
    },
    { deep: true },
  );
  onBeforeUnmount(() => {
    clearTimeout(timer);
    if (isDirty.value) void keeper.keep(form(), JSON.stringify(values.value)).catch(() => undefined);
  });
  return { isDirty, found, begin, look, use, drop };
}
