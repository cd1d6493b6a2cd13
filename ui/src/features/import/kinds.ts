/** What can be imported: residents, or a register. */
import { formOf, forms, may } from "../../host/office";

export const RESIDENTS = "residents";
/** Files that are understood. */
export const EXTENSIONS = ["xlsx", "xlsm", "xls", "ods", "csv", "txt", "html", "htm", "xml"];

export function titleOf(kind: string): string {
  return kind === RESIDENTS ? "居民" : (formOf(kind)?.title ?? "登记簿");
}

export function mayImport(kind: string): boolean {
  if (kind === RESIDENTS) return may("residents", "write");
  const form = formOf(kind);
  return form !== undefined && form.is_register && form.may_write;
}

/** The kinds that the user may import, residents first. */
export function kindsAllowed(): string[] {
  const registers = forms.value?.forms.filter((f) => f.is_register).map((f) => f.key) ?? [];
  return [RESIDENTS, ...registers].filter(mayImport);
}

/** The list that an import adds to. */
export function listOf(kind: string): string {
  return kind === RESIDENTS ? "/people" : `/registers/${kind}`;
}
