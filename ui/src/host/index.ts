/** The only folder that talks to the desktop. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open, save } from "@tauri-apps/plugin-dialog";
import type { Commands, FaultOnWire } from "../contract";

export type Request<N extends keyof Commands> = Commands[N]["request"];
export type Reply<N extends keyof Commands> = Commands[N]["reply"];

/** What a command was refused for; texts are for people, codes for the program. */
export class Faults extends Error {
  constructor(readonly list: FaultOnWire[]) {
    super(list.map((f) => f.code).join(" "));
    this.name = "Faults";
  }
  has(code: string): boolean {
    return this.list.some((f) => f.code === code);
  }
}

type Caller = (name: string, payload: unknown) => Promise<unknown>;
let caller: Caller = (name, payload) => invoke("call", { name, payload });

/** Tests put canned replies in the place of the desktop. */
export function answerWith(other: Caller): void {
  caller = other;
}

const lockedListeners: (() => void)[] = [];
/** Called when a command finds the ledger locked. */
export function onLocked(listener: () => void): void {
  lockedListeners.push(listener);
}

/** How many commands are under way; stands at the page, so that whoever drives the window can wait for its rest. */
let waiting = 0;
function count(more: 1 | -1): void {
  waiting += more;
  document.documentElement.dataset.waiting = String(waiting);
}
/** Runs a command of the contract; rejects with `Faults`. */
export async function call<N extends keyof Commands>(name: N, request: Request<N>): Promise<Reply<N>> {
  count(1);
  try {
    return (await caller(name, request)) as Reply<N>;
  } catch (refusal) {
    if (!Array.isArray(refusal)) throw refusal;
    const faults = new Faults(refusal as FaultOnWire[]);
    if (faults.has("session.locked")) lockedListeners.forEach((tell) => tell());
    throw faults;
  } finally {
    count(-1);
  }
}

export async function chooseFolder(title: string): Promise<string | null> {
  const chosen = await open({ directory: true, title });
  return typeof chosen === "string" ? chosen : null;
}

export async function chooseFile(title: string, kind: string, extensions: string[]): Promise<string | null> {
  const chosen = await open({ title, filters: [{ name: kind, extensions }] });
  return typeof chosen === "string" ? chosen : null;
}

/** Where to save; the dialog of the desktop asks by itself before a file that is there is replaced. */
export async function chooseSaveFile(name: string, kind: string, extensions: string[]): Promise<string | null> {
  return await save({ defaultPath: name, filters: [{ name: kind, extensions }] });
}

/** What happens while files are dragged over the window. */
export interface FileDrag {
  /** Files are over the window, or have left it. */
  hover: (isOver: boolean) => void;
  drop: (paths: string[]) => void;
}

type DragListener = (event: { payload: { type: string; paths?: string[] } }) => void;
let listenToDrags = (listener: DragListener): Promise<() => void> => getCurrentWebview().onDragDropEvent(listener);

/** Tests drag files themselves. */
export function dragWith(other: typeof listenToDrags): void {
  listenToDrags = other;
}

/** Listens to files dragged over the window until the function that comes back is called. */
export function onFileDrag(drag: FileDrag): () => void {
  const listen = async () =>
    listenToDrags(({ payload }) => {
      if (payload.type === "over") return;
      drag.hover(payload.type === "enter");
      if (payload.type === "drop" && payload.paths && payload.paths.length > 0) drag.drop(payload.paths);
    });
  // Without a desktop (tests, a browser) nothing is ever dropped.
  const stop = listen().catch(() => () => undefined);
  return () => void stop.then((end) => end());
}

/** Called when the window is about to close; it waits a moment and no longer. */
export function onClosing(listener: () => void): void {
  // Without a desktop (a browser) nothing is told.
  void listen("closing", listener).catch(() => undefined);
}

export function printPage(): void {
  window.print();
}
