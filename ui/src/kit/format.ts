/** How values look: numbers of papers in groups, dates, sums. */

/** 110101 19900101 1234, masked or not. */
export function groupedNumber(number: string): string {
  return number.length === 18 ? `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}` : number;
}

/** 12,345 */
export function counted(n: number): string {
  return n.toLocaleString("zh-CN");
}

/** 3.4 MB */
export function fileSize(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
