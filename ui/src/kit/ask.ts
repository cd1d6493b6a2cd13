/** Asking before something that cannot be seen to be harmless; the safe answer is the default one. */
import { reactive } from "vue";

export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
  isDanger: boolean;
}

export const asked = reactive({ question: null as Question | null, answer: null as null | ((yes: boolean) => void) });

export function ask(question: Partial<Question> & { text: string }): Promise<boolean> {
  return new Promise((resolve) => {
    asked.question = { title: "请确认", yes: "确定", no: "取消", isDanger: false, ...question };
    asked.answer = (yes) => {
      asked.question = null;
      asked.answer = null;
      resolve(yes);
    };
  });
}
