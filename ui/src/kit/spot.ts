/** Where the focus was: it comes back there, or beside it where that is gone. Nobody who works by keys is left on nothing. */

const CONTROLS = "button, [href], input, select, textarea, summary, [tabindex='0']";
/** What a control that vanishes leaves its focus in: another page or dialog cares for itself. */
const REGION = ".page, [role=dialog]";

interface Spot {
  at: HTMLElement;
  region: HTMLElement;
  /** All controls of the region in their order, as they were. */
  around: HTMLElement[];
}

/** A control as it stands among the others; `null` where nothing has the focus. */
export function spotOf(at: Element | null): Spot | null {
  const region = at instanceof HTMLElement ? at.closest<HTMLElement>(REGION) : null;
  return at instanceof HTMLElement && region ? { at, region, around: [...region.querySelectorAll<HTMLElement>(CONTROLS)] } : null;
}

const isFree = (control: HTMLElement) => control.isConnected && !control.hasAttribute("disabled") && control.getAttribute("tabindex") !== "-1";
function focusIt(control: HTMLElement): boolean {
  control.focus({ preventScroll: true });
  return document.activeElement === control;
}

/** Puts the focus back: to the control, else to the next one after it, else before it. Whether one took it. */
export function focusSpot(spot: Spot | null): boolean {
  if (!spot?.region.isConnected) return false;
  const own = spot.around.indexOf(spot.at);
  const others = own < 0 ? spot.around : [...spot.around.slice(own + 1), ...spot.around.slice(0, own).reverse()];
  return [spot.at, ...others].some((control) => isFree(control) && focusIt(control));
}

/** The heading of the page: where a dialog came by a key and no control had the focus. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("h1");
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;

/** Watches the whole window; returns how to stop. */
export function keepFocus(): () => void {
  let spot: Spot | null = null;
  const note = (event: FocusEvent) => (spot = spotOf(event.target as Element | null));
  const observer = new MutationObserver((records) => {
    const last = spot;
    if (!last || !isNowhere()) return;
    // Who clicks beside everything leaves the focus by intent: only what went away, or was moved, gives it back.
    const isOfIt = (node: Node) => node === last.at || node.contains(last.at) || !last.at.isConnected;
    if (!records.some((record) => [...record.removedNodes].some(isOfIt))) return;
    // A page that puts the focus somewhere itself goes first.
    setTimeout(() => isNowhere() && focusSpot(last));
  });
  document.addEventListener("focusin", note);
  observer.observe(document, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", note);
    observer.disconnect();
  };
}
