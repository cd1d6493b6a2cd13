/** Pages of a PDF drawn by pdf.js: on the screen as they are looked at, and in fine dots as they go to the printer. */
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
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

/** Draws a page into a canvas at a zoom; sharp on fine screens too. */
export async function draw(pages: Pages, n: number, canvas: HTMLCanvasElement, zoom: number): Promise<void> {
  const page = await pages.getPage(n);
  const sharp = window.devicePixelRatio || 1;
  const viewport = page.getViewport({ scale: (96 / POINTS) * zoom * sharp });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport }).promise;
}

/** A page as a picture for the printer. */
export async function picture(pages: Pages, n: number): Promise<string> {
  const page = await pages.getPage(n);
  const viewport = page.getViewport({ scale: PRINTED / POINTS });
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport, intent: "print" }).promise;
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return blob ? URL.createObjectURL(blob) : "";
}
