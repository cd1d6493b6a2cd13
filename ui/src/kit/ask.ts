/** Asking before something that cannot be seen to be harmless; the safe answer is the default one. */
import { nextTick, reactive } from "vue";
import { lastField } from "./lastField";

export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
  /** A third way between the two, or none. */
  other: string;
  isDanger: boolean;
}
/** `true` for yes, `false` for no and for a dialog that is closed. */
export type Answer = boolean | "other";

export const asked = reactive({ question: null as Question | null, answer: null as null | ((answer: Answer) => void) });

export function askOf(question: Partial<Question> & { text: string }): Promise<Answer> {
  // A question that comes while another stands is the answer of nobody.
  asked.answer?.(false);
  return new Promise((resolve) => {
    asked.question = { title: "请确认", yes: "确定", no: "取消", other: "", isDanger: false, ...question };
    asked.answer = (answer) => {
      asked.question = null;
      asked.answer = null;
      resolve(answer);
    };
  });
}

export async function ask(question: Partial<Omit<Question, "other">> & { text: string }): Promise<boolean> {
  return (await askOf(question)) === true;
}

/** Asks before something typed is left; 接着填 puts the focus back into the field that had it. */
async function askToLeave(question: Partial<Question> & { text: string }): Promise<Answer> {
  const field = lastField();
  const answer = await askOf({ title: "还没有保存", no: "接着填", ...question });
  if (answer === false) {
    // After the question gave the focus back to the button or link that led to it.
    await nextTick();
    if (field?.isConnected && asked.question === null) field.focus();
  }
  return answer;
}

/** Before a form with something typed is left: 保存 · 不保存 · 接着填. Whether it may be left now. */
export async function mayLeave(save: () => Promise<boolean>, drop: () => Promise<unknown> | void): Promise<boolean> {
  const answer = await askToLeave({ text: "填的内容还没有保存。", yes: "保存", other: "不保存" });
  if (answer === true) return await save();
  if (answer === "other") await drop();
  return answer === "other";
}

/** Where nothing can be saved half done: 不要了 · 接着填. */
export async function mayDrop(): Promise<boolean> {
  return (await askToLeave({ title: "还没有填完", text: "填的内容还没有用上，关掉就没有了。", yes: "不要了", isDanger: true })) === true;
}
