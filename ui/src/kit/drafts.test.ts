import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h, nextTick, ref } from "vue";
import { asked } from "./ask";
import { keepAll, useDraft, type DraftKeeper } from "./drafts";

class Shelf implements DraftKeeper {
  kept = new Map<string, string>();
  keep(form: string, content: string) {
    this.kept.set(form, content);
    return Promise.resolve();
  }
  find(form: string) {
    const content = this.kept.get(form);
    return Promise.resolve(content === undefined ? null : { content, kept_at: "2026-11-24 09:30" });
  }
  drop(form: string) {
    this.kept.delete(form);
    return Promise.resolve();
  }
}
const kept = (name: string, revision = 3) => JSON.stringify({ revision, values: { name } });
function form(shelf: Shelf, revision = ref(3)) {
  const values = ref<Record<string, string>>({ name: "" });
  let draft!: ReturnType<typeof useDraft<Record<string, string>>>;
  const wrapper = mount(
    defineComponent({
      setup() {
        draft = useDraft(() => "people:new", values, shelf, revision);
        draft.begin();
        return () => h("div");
      },
    }),
  );
  return { values, draft, wrapper, revision };
}
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("keeps what was typed when typing rests, and finds it again in a new window", async () => {
  const shelf = new Shelf();
  const first = form(shelf);
  first.values.value.name = "单秀英";
  await nextTick();
  expect(first.draft.isDirty.value).toBe(true);
  expect(shelf.kept.size).toBe(0);
  await vi.advanceTimersByTimeAsync(800);
  expect(shelf.kept.get("people:new")).toBe(kept("单秀英"));
  const second = form(shelf);
  await second.draft.look();
  expect(second.draft.found.value?.kept_at).toBe("2026-11-24 09:30");
  second.draft.use();
  expect(second.values.value).toEqual({ name: "单秀英" });
});
it("keeps the last letters too when the ledger is locked or the form is left", async () => {
  const shelf = new Shelf();
  const { values, wrapper } = form(shelf);
  values.value.name = "王建";
  await nextTick();
  await keepAll();
  expect(shelf.kept.get("people:new")).toBe(kept("王建"));
  values.value.name = "王建国";
  await nextTick();
  wrapper.unmount();
  expect(shelf.kept.get("people:new")).toBe(kept("王建国"));
  await keepAll();
});
it("keeps nothing of a form that was not touched, and nothing after it was saved", async () => {
  const shelf = new Shelf();
  const { values, draft, wrapper } = form(shelf);
  await keepAll();
  values.value.name = "赵敏";
  await nextTick();
  await draft.drop();
  draft.begin();
  await vi.advanceTimersByTimeAsync(2000);
  wrapper.unmount();
  expect(shelf.kept.size).toBe(0);
});
it("brings back the revision it was typed on, so that saving over a newer record is a conflict", async () => {
  const shelf = new Shelf();
  const first = form(shelf);
  first.values.value.name = "单秀英";
  await nextTick();
  first.wrapper.unmount();
  const second = form(shelf, ref(5));
  await second.draft.look();
  second.draft.use();
  expect(second.revision.value).toBe(3);
  await nextTick();
  second.wrapper.unmount();
  expect(shelf.kept.get("people:new"), "and keeps it on").toBe(kept("单秀英", 3));
});
it("reads the drafts of older programs, which knew no revision", async () => {
  const shelf = new Shelf();
  shelf.kept.set("people:new", '{"name":"赵敏"}');
  const { values, revision, draft } = form(shelf, ref(5));
  await draft.look();
  draft.use();
  expect(values.value).toEqual({ name: "赵敏" });
  expect(revision.value).toBe(5);
});

it("keeps what is typed without a rest too", async () => {
  const shelf = new Shelf();
  const { values } = form(shelf);
  for (const typed of ["王", "王建", "王建国", "王建国的", "王建国的家"]) {
    values.value.name = typed;
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(shelf.kept.get("people:new")).toBe(kept("王建国的"));
});
it("never writes over a draft that is offered, and a save leaves it", async () => {
  const shelf = new Shelf();
  shelf.kept.set("people:new", kept("单秀英"));
  const { values, draft } = form(shelf);
  await draft.look();
  values.value.name = "赵敏";
  await vi.advanceTimersByTimeAsync(1000);
  expect(shelf.kept.get("people:new")).toBe(kept("单秀英"));
  expect(shelf.kept.get("people:new:2"), "what is typed beside it is kept too").toBe(kept("赵敏"));
  await draft.drop();
  draft.begin();
  expect([...shelf.kept.keys()]).toEqual(["people:new"]);
  expect(draft.found.value?.content, "and is offered still").toBe(kept("单秀英"));
});
it("asks before a draft takes the place of what is typed, and before one is thrown away", async () => {
  const shelf = new Shelf();
  shelf.kept.set("people:new", kept("单秀英"));
  const { values, draft } = form(shelf);
  await draft.look();
  values.value.name = "赵敏";
  await nextTick();
  const using = draft.use();
  expect(asked.question?.text).toContain("现在填的内容会换成上次没有保存的内容");
  asked.answer!(false);
  await using;
  expect(values.value.name).toBe("赵敏");
  const throwing = draft.discard();
  expect(asked.question?.isDanger).toBe(true);
  asked.answer!(false);
  await throwing;
  expect(shelf.kept.get("people:new")).toBe(kept("单秀英"));
  const again = draft.discard();
  asked.answer!(true);
  await again;
  expect(shelf.kept.has("people:new")).toBe(false);
  expect(draft.found.value).toBeNull();
});
it("offers one after the other where two wait", async () => {
  const shelf = new Shelf();
  shelf.kept.set("people:new", kept("单秀英"));
  shelf.kept.set("people:new:2", kept("赵敏"));
  const { values, draft } = form(shelf);
  await draft.look();
  await draft.use();
  expect(values.value.name).toBe("单秀英");
  expect(draft.found.value?.content).toBe(kept("赵敏"));
});
it("tries again where keeping failed, and forgets what was typed and taken back", async () => {
  const shelf = new Shelf();
  const keep = vi.spyOn(shelf, "keep").mockRejectedValueOnce(new Error("import"));
  const { values } = form(shelf);
  values.value.name = "王";
  await vi.advanceTimersByTimeAsync(500);
  expect(keep).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(shelf.kept.get("people:new")).toBe(kept("王"));
  values.value.name = "";
  await vi.advanceTimersByTimeAsync(1000);
  expect(shelf.kept.size).toBe(0);
});
