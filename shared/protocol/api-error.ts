import { z } from "zod";

/** What every HTTP route answers with when it refuses or fails. `code` never changes its meaning; the words may. */
export const ApiErrorBody = z.object({
  error: z.object({
    code: z.string(),
    zh: z.string(),
    en: z.string(),
    /** Expected, got, what to do: about this very request. */
    detail: z.string().nullable(),
  }),
});
export type ApiErrorBody = z.infer<typeof ApiErrorBody>;
