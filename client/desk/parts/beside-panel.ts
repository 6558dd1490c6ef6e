import type { TableColumnsType } from "antd";

const ROOMY_PX = 1700;

/** Columns of a list beside an open panel: on a narrow screen those go that the panel tells again. */
export function beside<Row>(selected: string | null, columns: TableColumnsType<Row>, told: readonly string[]): TableColumnsType<Row> {
  if (selected === null || window.innerWidth >= ROOMY_PX) return columns;
  return columns.filter(({ key }) => !told.includes(String(key)));
}
