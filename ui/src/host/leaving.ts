/** What leaves the ledger: kept here between a list and the page that shows it, and written into files. */
import { shallowRef } from "vue";
import type { Leaving, OnPaper } from "../contract";
import { call, chooseSaveFile, Faults } from ".";
import { ask } from "../kit/ask";
import { announce, clearNotice } from "../kit/notices";
import { fail } from "./office";

/** What is looked at before it is printed. It is too long for the address, and is gone when the window closes. */
export const looked = shallowRef<Leaving | null>(null);

/** A4, turned as the columns need it. */
export const USUAL_PAPER: OnPaper = { size: "a4", turn: "fitting" };

const ENDINGS = { xlsx: "Excel 表格", pdf: "PDF 文件" };

/** Asks for a file and writes what leaves into it. Where another program holds the file, another name is offered. */
export async function exportAs(leaving: Leaving, ending: keyof typeof ENDINGS, paper = USUAL_PAPER): Promise<void> {
  try {
    const { name } = await call("name_file", { leaving, paper });
    for (let n = 1; ; n += 1) {
      const file = await chooseSaveFile(`${name}${n > 1 ? `(${n})` : ""}.${ending}`, ENDINGS[ending], [ending]);
      if (!file) return;
      announce("正在导出…", undefined, { stays: true });
      const held = await write(leaving, file, paper);
      if (!held) return;
      if (!(await ask({ text: held, yes: "换个名字存" }))) return;
    }
  } catch (error) {
    clearNotice();
    fail(error);
  }
}

/** Whole numbers leave only after a word of warning. */
export async function mayLeaveInFull(): Promise<boolean> {
  return await ask({ text: "会有完整的身份证号和电话，只用于上报，用完请收好或删除。\n这一次会记在修改记录里。", yes: "继续" });
}

/** Writes; what was wrong in words where another name may help. */
async function write(leaving: Leaving, file: string, paper: OnPaper): Promise<string | null> {
  try {
    const written = await call("export_file", { leaving, file, replaces: true, paper });
    const show = () => void call("show_in_folder", { file: written.file }).catch(fail);
    announce(written.said, show, { label: "打开所在文件夹" });
    return null;
  } catch (error) {
    clearNotice();
    const held = error instanceof Faults && error.list.find((f) => f.code === "file.not_written");
    if (!held) throw error;
    return held.message;
  }
}
