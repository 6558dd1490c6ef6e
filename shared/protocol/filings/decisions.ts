import { z } from "zod";
import { DECISION_TYPES } from "../../lives/decisions.ts";

/** `POST /api/v1/decisions`: what the authority decides, as the event that it becomes; time and person are the server's. */
export const DecisionBody = z.strictObject({
  type: z.enum(DECISION_TYPES, { error: `expected one of ${DECISION_TYPES.join(", ")}` }),
  /** As the event's documentation has it; checked by its schema. */
  data: z.record(z.string(), z.unknown()),
});
export type DecisionBody = z.infer<typeof DecisionBody>;
