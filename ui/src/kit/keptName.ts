/** A name under which something is kept: the field with its fault, until the ledger has it. */
import { nextTick, ref, watch } from "vue";
import { ask } from "./ask";

/**
 * `keep` keeps it and answers with what is wrong, or with nothing; `field` is focused where something is. `known` are the names
 * that are taken: what is kept under one is replaced only by word.
 */
export function useKeptName(keep: (name: string) => Promise<string>, field: () => HTMLElement | undefined, known: () => string[]) {
  const name = ref("");
  const fault = ref("");
  const isBusy = ref(false);
  // What is said of a name is said of the one that was sent.
  watch(name, () => (fault.value = ""));
  /** Whether it is kept. */
  async function submit(): Promise<boolean> {
    const wanted = name.value.trim();
    if (wanted === "" || isBusy.value) return false;
    isBusy.value = true;
    try {
      const isTaken = known().includes(wanted);
      if (isTaken && !(await ask({ text: `已经有叫“${wanted}”的，换成现在这一套？`, yes: "换成现在的" }))) {
        fault.value = `已经有叫“${wanted}”的，请另起一个名字。`;
      } else {
        fault.value = await keep(wanted);
      }
    } finally {
      isBusy.value = false;
    }
    if (fault.value === "") {
      name.value = "";
      return true;
    }
    await nextTick();
    field()?.focus();
    return false;
  }
  return { name, fault, isBusy, submit, isTyped: () => name.value.trim() !== "" };
}
