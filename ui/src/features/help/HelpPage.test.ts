import { flushPromises, mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";
import HelpPage from "./HelpPage.vue";
import { routes } from "./routes";

const texts = import.meta.glob("../../../../assets/manual/*.md", { query: "?raw", import: "default", eager: true }) as Record<string, string>;
const names = Object.keys(texts).map((path) => path.split("/").at(-1)!.replace(/\.md$/, ""));

async function opened(chapter: string) {
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push({ name: "help", query: { chapter } });
  return mount(HelpPage, { global: { plugins: [router] } });
}

it("lists every chapter in order, and opens the one asked for", async () => {
  const page = await opened("09-按键");
  const listed = page.findAll("nav a").map((a) => a.text());
  expect(listed).toEqual([...names].sort().map((name) => name.replace(/^\d+-/, "")));
  expect(page.find("[aria-current=page]").text()).toBe("按键");
  expect(page.find("article h2").text()).toBe("按键");
});
it("finds every picture of every chapter, and says what is on it", async () => {
  for (const name of names) {
    const wanted = texts[Object.keys(texts).find((path) => path.includes(name))!]!.match(/!\[/g)?.length ?? 0;
    const pictures = (await opened(name)).findAll("article img");
    expect(pictures.length, name).toBe(wanted);
    for (const picture of pictures) {
      expect(picture.attributes("src"), name).toContain(".png");
      expect(picture.attributes("alt"), name).not.toBe("");
    }
  }
});

it("finds a word in all chapters, and opens the chapter where it stands", async () => {
  const page = await opened("01-开始使用");
  await page.find("input[aria-label=在手册里查找]").setValue("更正版");
  const places = page.findAll(".results button");
  expect(page.findAll(".results h2").map((h) => h.text())).toContain("社区月报");
  expect(places.length).toBeGreaterThan(0);
  expect(places.every((b) => b.text().includes("更正版") || b.text().endsWith("…"))).toBe(true);
  await page.find("input[aria-label=在手册里查找]").setValue("更正版 退回");
  const one = page.findAll(".results button")[0];
  if (one) {
    await one.trigger("click");
    await flushPromises();
    expect(page.find("article").text()).toContain("更正版");
  }
  await page.find("input[aria-label=在手册里查找]").setValue("火星");
  expect(page.text()).toContain("手册里没有“火星”");
});
it("opens the first place by Enter, and marks it", async () => {
  const page = await opened("01-开始使用");
  const field = page.find("input[aria-label=在手册里查找]");
  await field.setValue("更正版");
  await field.trigger("keydown", { key: "Enter" });
  await flushPromises();
  expect(page.findAll(".sought")).toHaveLength(1);
  expect(page.find(".sought").text()).toContain("更正版");
  expect((field.element as HTMLInputElement).value, "what was looked for stays").toBe("更正版");
});
