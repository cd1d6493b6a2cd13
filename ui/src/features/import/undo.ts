/** Taking an import back, from its last step or from the list of imports. */
import { ref } from "vue";
import type { OutcomeCount } from "../../contract";
import { call } from "../../host";
import { ask } from "../../kit/ask";
import { announce } from "../../kit/notices";
import { changed, flow, runUndo } from "./flow";
import { countsWords } from "./words";

/** An import to take back. */
export interface ToUndo {
  import_id: number;
  file_name: string;
  counts: OutcomeCount[];
}

/** What was kept of an import that was taken back, because it was edited since. */
export const kept = ref<{ of: ToUndo; names: string[] } | null>(null);

export async function undoImport(of: ToUndo): Promise<void> {
  const text = `撤销导入“${of.file_name}”？\n当时：${countsWords(of.counts)}。\n新增的去掉，改过的恢复原样；后来又改过的会保留，并告诉您是哪些。`;
  if (await ask({ title: "撤销导入", text, yes: "撤销导入", isDanger: true })) await takeBack(of, false);
}

/** Takes back what was edited since too. */
export async function undoKept(): Promise<void> {
  const now = kept.value;
  if (!now) return;
  const text = `把后来改过的 ${now.names.length} 条也撤销？导入之后对它们的修改都会没有，找不回来。`;
  if (!(await ask({ title: "连后来改过的也撤销", text, yes: `撤销这 ${now.names.length} 条`, isDanger: true }))) return;
  kept.value = null;
  await takeBack(now.of, true);
}

async function takeBack(of: ToUndo, forces: boolean): Promise<void> {
  const undone = await runUndo(() => call("undo_import", { import_id: of.import_id, forces }));
  if (!undone) return;
  if (flow.done?.import_id === of.import_id) flow.isUndone = true;
  kept.value = undone.kept.length > 0 ? { of, names: undone.kept } : null;
  announce(undone.said);
  await changed();
}
