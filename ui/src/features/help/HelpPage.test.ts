import { mount } from "@vue/test-utils";
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
