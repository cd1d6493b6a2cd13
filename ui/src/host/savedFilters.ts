/** What narrows a list, kept by the office under a name. */
import { ref } from "vue";
import type { LocationQueryRaw } from "vue-router";
import type { SavedFilter } from "../contract";
import { call } from ".";
import { fail, tell, wordsOf } from "./office";

/** The conditions of an address as one text, and back. */
export function textOf(query: LocationQueryRaw): string {
  return new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value ?? "")])).toString();
}
export function queryOfText(text: string): LocationQueryRaw {
  return Object.fromEntries(new URLSearchParams(text));
}

export function useSavedFilters(list: string) {
  const filters = ref<SavedFilter[]>([]);
  /** Whether they were read. */
  async function load(): Promise<boolean> {
    try {
      filters.value = (await call("list_saved_filters", { list })).filters;
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  }
  /** What is wrong with it, or nothing once it is kept. */
  async function keep(name: string, query: LocationQueryRaw): Promise<string> {
    try {
      tell(await call("save_filter", { list, name, query: textOf(query) }));
      await load();
      return "";
    } catch (error) {
      return wordsOf(error, "没有记住，请再试一次。");
    }
  }
  async function forget(id: number): Promise<void> {
    try {
      tell(await call("delete_saved_filter", { id }));
      await load();
    } catch (error) {
      fail(error);
    }
  }
  return { filters, load, keep, forget };
}
