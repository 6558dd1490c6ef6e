import type { FastifyReply } from "fastify";
import { localDateOfMs } from "../../../shared/calendar/local-date.ts";
import { xlsxFile } from "../../../shared/node/event-files/write-table.ts";
import { csvText, type CellValue } from "../../../shared/table/csv-text.ts";

/** One column of an exported table: what it is called, what it holds. */
export interface TableColumn<Row> {
  title: string;
  value(row: Row): CellValue;
}

export interface TableFile<Row> {
  /** Of the file and the sheet, without ending: "obligations". */
  name: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  askedAtMs: number;
}

/** A table as a file to keep. What pages show and what files hold comes from one list of rows. */
export async function sendTable<Row>(reply: FastifyReply, format: "csv" | "xlsx", { name, columns, rows, askedAtMs }: TableFile<Row>): Promise<FastifyReply> {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  const fileName = `${name}-${localDateOfMs(askedAtMs)}.${format}`;
  void reply.header("content-disposition", `attachment; filename="${fileName}"`).header("cache-control", "private, no-store");
  if (format === "csv") return reply.type("text/csv; charset=utf-8").send(csvText(lines));
  return reply.type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").send(await xlsxFile([{ name, rows: lines }]));
}

/** A moment as people in Shanghai write it; empty where there is none. */
export function localMoment(atMs: number | null): string | null {
  if (atMs === null) return null;
  return new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace("T", " ");
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
