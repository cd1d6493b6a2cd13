/** What narrows a list, kept by the office under a name. */
import { ref } from "vue";
import type { LocationQueryRaw } from "vue-router";
import type { SavedFilter } from "../contract";
import { call } from ".";
import { fail, tell } from "./office";

/** The conditions of an address as one text, and back. */
export function textOf(query: LocationQueryRaw): string {
  return new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value ?? "")])).toString();
}
export function queryOfText(text: string): LocationQueryRaw {
  return Object.fromEntries(new URLSearchParams(text));
}

export function useSavedFilters(list: string) {
  const filters = ref<SavedFilter[]>([]);
  async function load(): Promise<void> {
    try {
      filters.value = (await call("list_saved_filters", { list })).filters;
    } catch (error) {
      fail(error);
    }
  }
  async function keep(name: string, query: LocationQueryRaw): Promise<void> {
    try {
      tell(await call("save_filter", { list, name, query: textOf(query) }));
      await load();
    } catch (error) {
      fail(error);
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
