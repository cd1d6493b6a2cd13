import { flushPromises, mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import { answerWith } from "../../host";
import FormsPage from "./FormsPage.vue";
import { routes } from "./routes";

it("says in which month a report is due, by how often it goes up", async () => {
  const form = { id: 3, revision: 1, key: "yearly", made_on: "", title: "社区年报", rhythm: "yearly", due_day: 10, is_due: false, bands: [{ from: 0, to: null }], sections: [], signatures: [], is_sealed: false, late: "correction", paper: "a4", is_zero_told: true };
  const known = (rhythm: string) => ({ forms: [{ ...form, rhythm }], sections: [], periods: [] });
  for (const [rhythm, words] of [
    ["yearly", "次年 1 月"],
    ["quarterly", "下一季度第一个月"],
    ["monthly", "次月"],
  ] as const) {
    answerWith((name) => Promise.resolve(name === "list_report_forms" ? known(rhythm) : { draft: null }));
    const router = createRouter({ history: createMemoryHistory(), routes });
    await router.push("/reports/forms");
    const page = mount(FormsPage, { global: { plugins: [router] }, attachTo: document.body });
    await flushPromises();
    expect(page.find("#form-due_day").element.parentElement?.textContent).toMatch(new RegExp(`^${words} `));
    page.unmount();
  }
});
