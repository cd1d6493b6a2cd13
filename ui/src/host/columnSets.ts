/** Columns of a list that the office keeps under a name. */
import { ref } from "vue";
import type { ColumnSet } from "../contract";
import { call } from ".";
import { fail, tell, wordsOf } from "./office";

export function useColumnSets(list: string) {
  const sets = ref<ColumnSet[]>([]);
  async function load(): Promise<void> {
    try {
      sets.value = (await call("list_column_sets", { list })).sets;
    } catch (error) {
      fail(error);
    }
  }
  /** What is wrong with it, or nothing once it is kept. */
  async function keep(name: string, columns: string[]): Promise<string> {
    try {
      tell(await call("save_column_set", { list, name, columns }));
      await load();
      return "";
    } catch (error) {
      return wordsOf(error, "没有记住，请再试一次。");
    }
  }
  async function forget(id: number): Promise<void> {
    try {
      tell(await call("delete_column_set", { id }));
      await load();
    } catch (error) {
      fail(error);
    }
  }
  return { sets, load, keep, forget };
}
