/** Drafts lie in the ledger, encrypted. */
import type { DraftKeeper } from "../kit/drafts";
import { call } from ".";

export const drafts: DraftKeeper = {
  keep: (form, content) => call("keep_draft", { form, content, kept_at: "" }),
  find: async (form) => (await call("get_draft", { form })).draft,
  drop: (form) => call("drop_draft", { form }),
};
