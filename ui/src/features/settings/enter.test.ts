import { afterEach, expect, it } from "vitest";
import { goOnOrSend } from "./enter";

afterEach(() => (document.body.innerHTML = ""));
function enter(at: HTMLElement, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more });
  at.dispatchEvent(event);
  return event;
}

it("goes on with Enter, leaves the last field to its form, and sends nothing while characters are chosen", () => {
  document.body.innerHTML = "<form><input id='a'><select id='b' disabled></select><input id='c'><button>保存</button></form>";
  const [a, c] = [document.getElementById("a")!, document.getElementById("c")!];
  document.querySelector("form")!.addEventListener("keydown", goOnOrSend);
  a.focus();
  expect(enter(a, { isComposing: true }).defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(a);
  enter(a);
  expect(document.activeElement).toBe(c);
  expect(enter(c).defaultPrevented).toBe(false);
});
