import type { Namespace, Socket } from "socket.io";
import type { Log } from "../../shared/node/log/log.ts";
import type { NamespaceDeclaration } from "../access/guard-namespace.ts";
import type { Principal } from "../access/principal.ts";
import { describeFailure } from "../errors/answer-error.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { EventIntake } from "./event-intake.ts";
import { asBusy } from "./event-routes.ts";

export const EVENTS_NAMESPACE = "/events";

/** For the access guard (P16): the token comes in the handshake, as `auth: { token }`. */
export const EVENTS_ACCESS: NamespaceDeclaration = { connect: "events.push", events: { events: "events.push" }, proof: "producer-token" };

type Reply = (answer: object) => void;

/** Batches of one connection that are being worked on; more are refused until some are answered (P14). */
const MAX_PENDING_BATCHES = 16;

/**
 * Socket.IO namespace /events: `emit("events", body, acknowledge)` takes what
 * POST /api/v1/events takes and acknowledges with the same answer, or with
 * `{ error: { code, zh, en, detail } }` where the batch as a whole was refused.
 */
export function serveEventSocket(namespace: Namespace, intake: EventIntake, log: Log): void {
  namespace.on("connection", (socket) => {
    let pending = 0;
    socket.on("events", async (body: unknown, reply: unknown) => {
      const acknowledge: Reply = typeof reply === "function" ? (reply as Reply) : () => undefined;
      if (pending >= MAX_PENDING_BATCHES) return acknowledge(describeFailure(new ApiError("busy", `expected at most ${MAX_PENDING_BATCHES} batches without an answer, got one more; wait for answers`)));
      pending += 1;
      try {
        acknowledge(await take(socket, intake, body));
      } catch (error) {
        log.warn({ err: error, socketId: socket.id }, "a batch of events was not taken");
        acknowledge(describeFailure(error));
      } finally {
        pending -= 1;
      }
    });
  });
}

function take(socket: Socket, intake: EventIntake, body: unknown): Promise<object> {
  const { producer } = (socket.data as { principal: Principal }).principal;
  if (producer === undefined) throw new Error("expected the guard to have let only producers in");
  return intake.take(body, producer).catch(asBusy);
}
