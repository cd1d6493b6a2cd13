/** Pages of a PDF drawn by pdf.js: on the screen as they are looked at, and in fine dots as they go to the printer. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, type RenderTask } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

/** Dots to the inch on paper. */
const PRINTED = 200;
const POINTS = 72;

export type Pages = PDFDocumentProxy;

export async function openPages(base64: string): Promise<Pages> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return await getDocument({ data: bytes, isEvalSupported: false, useSystemFonts: false }).promise;
}

/** The size of a page in CSS pixels at a zoom of 1. */
export async function sizeOf(pages: Pages, n: number): Promise<{ width: number; height: number }> {
  const { width, height } = (await pages.getPage(n)).getViewport({ scale: 96 / POINTS });
  return { width, height };
}

/** A page drawn at a zoom onto a canvas of its own; sharp on fine screens too. `begun` gets the work, to stop it. */
export async function drawn(pages: Pages, n: number, zoom: number, begun: (task: RenderTask) => void): Promise<HTMLCanvasElement> {
  const page = await pages.getPage(n);
  const sharp = window.devicePixelRatio || 1;
  const viewport = page.getViewport({ scale: (96 / POINTS) * zoom * sharp });
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const task = page.render({ canvas, viewport });
  begun(task);
  await task.promise;
  return canvas;
}

/** A page as an upright picture for the printer: paper lies upright in it, whichever way the page is read. */
export async function picture(pages: Pages, n: number): Promise<string> {
  const page = await pages.getPage(n);
  const own = page.getViewport({ scale: 1 });
  const rotation = own.width > own.height ? 90 : 0;
  const viewport = page.getViewport({ scale: PRINTED / POINTS, rotation });
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport, intent: "print" }).promise;
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return blob ? URL.createObjectURL(blob) : "";
}
