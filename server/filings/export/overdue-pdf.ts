import { fileURLToPath } from "node:url";
import PdfFile from "pdfkit";
import type { Age } from "../../../shared/protocol/filings/age.ts";
import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import { localMoment } from "./send-table.ts";
import { readWoff } from "./woff-font.ts";

const FONT_FILE = fileURLToPath(import.meta.resolve("@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff"));
let font: Buffer | null = null;
const MARGIN = 36;
const ROW_HEIGHT = 26;
const TEXT_SIZE = 9;

const COLUMNS: readonly { title: string; width: number; text(row: ObligationRow): string }[] = [
  { title: "截止日 Due", width: 70, text: ({ dueDate }) => dueDate ?? "—" },
  { title: "逾期工作日", width: 60, text: ({ workdaysLeft }) => (workdaysLeft === null ? "—" : String(-workdaysLeft)) },
  { title: "机构 Evaluator", width: 190, text: ({ orgName, orgId }) => orgName ?? orgId ?? "—" },
  { title: "事项 Duty", width: 190, text: ({ title }) => title.zh },
  { title: "对象 Subject", width: 120, text: ({ subject }) => subject.id },
  { title: "规则与依据 Rule, sources", width: 140, text: ({ rule }) => `${rule.ruleId}  ${rule.sources.join(" ")}` },
];

/** A list of obligations on paper: A4 across, its age on every page, text that can be searched and copied. */
export function overduePdf(rows: readonly ObligationRow[], age: Age, heading: string): Promise<Buffer> {
  const document = new PdfFile({ size: "A4", layout: "landscape", margin: MARGIN, bufferPages: true, info: { Title: heading } });
  const pieces: Buffer[] = [];
  document.on("data", (piece: Buffer) => pieces.push(piece));
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(pieces)));
    document.on("error", reject);
  });
  document.font((font ??= readWoff(FONT_FILE)));
  let y = startPage(document, heading, age, rows.length);
  for (const row of rows) {
    if (y + ROW_HEIGHT > document.page.height - MARGIN) {
      document.addPage();
      y = startPage(document, heading, age, rows.length);
    }
    drawLine(document, y, COLUMNS.map(({ text }) => text(row)));
    y += ROW_HEIGHT;
  }
  numberPages(document);
  document.end();
  return finished;
}

/** @returns where the first row begins */
function startPage(document: PDFKit.PDFDocument, heading: string, age: Age, rows: number): number {
  document.fontSize(14).text(heading, MARGIN, MARGIN, { lineBreak: false });
  const told = `共 ${rows} 项 · 截至 ${localMoment(age.askedAtMs) ?? ""} · 台账第 ${age.entry} 条（最新 ${age.ledgerEntry}）`;
  document.fontSize(TEXT_SIZE).text(told, MARGIN, MARGIN + 20, { lineBreak: false });
  drawLine(document, MARGIN + 40, COLUMNS.map(({ title }) => title));
  return MARGIN + 40 + ROW_HEIGHT;
}

function drawLine(document: PDFKit.PDFDocument, y: number, texts: readonly string[]): void {
  let x = MARGIN;
  for (const [index, { width }] of COLUMNS.entries()) {
    document.fontSize(TEXT_SIZE).text(texts[index] ?? "", x, y, { width: width - 6, height: ROW_HEIGHT - 4, ellipsis: true });
    x += width;
  }
  document.moveTo(MARGIN, y + ROW_HEIGHT - 5).lineTo(x, y + ROW_HEIGHT - 5).lineWidth(0.3).stroke();
}

function numberPages(document: PDFKit.PDFDocument): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    // In the margin: without this the text would ask for a page of its own.
    document.page.margins.bottom = 0;
    document.fontSize(8).text(`${page - start + 1} / ${count}`, document.page.width - MARGIN - 40, document.page.height - MARGIN + 8, { lineBreak: false });
  }
}
