import { beforeEach, expect, it } from "vitest";
import { computed } from "vue";
import type { ColumnInfo } from "../contract";
import { useColumns } from "./columns";

const all = computed<ColumnInfo[]>(() => [{ key: "name", title: "姓名", width: 6, align: "left", is_default: true, is_sortable: true }]);
beforeEach(() => localStorage.clear());

it("keeps the width that was given to a column, and forgets it when the usual one is wanted", () => {
  useColumns("people", all).resize("name", 12.5);
  const again = useColumns("people", all);
  expect(again.widths.value).toEqual({ name: 12.5 });
  expect(useColumns("seal_uses", all).widths.value, "each list has its own").toEqual({});
  again.resize("name", null);
  expect(useColumns("people", all).widths.value).toEqual({});
});
