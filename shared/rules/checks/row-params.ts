import type { z } from "zod";
import type { CheckRow } from "../rulebook.ts";

export class RuleTableError extends Error {
  override name = "RuleTableError";
}

/** A row's limits and tables in the shape that its check reads. @throws RuleTableError naming the row and the field */
export function paramsOf<Schema extends z.ZodObject>(row: CheckRow, schema: Schema): z.infer<Schema> {
  const read = schema.safeParse(row.params);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new RuleTableError(`expected params.${issue?.path.join(".") ?? ""} of ${row.id}: ${issue?.message ?? ""}; correct the rulebook's checks file`, { cause: read.error });
}
