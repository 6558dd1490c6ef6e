import { fastifyCookie } from "@fastify/cookie";
import type { Namespace, Server, Socket } from "socket.io";
import { mayUse, type Capability } from "../../shared/domain/capability.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { UndeclaredAccess, type AccessTable, type Proof } from "./access-table.ts";
import { SIGN_IN_COOKIE } from "./guard-routes.ts";
import type { Principal } from "./principal.ts";

export interface NamespaceDeclaration {
  connect: Capability;
  /** Every event that a client may send; any other is refused. */
  events: Readonly<Record<string, Capability>>;
  /** "camera-token": the stage itself checks the token in its messages; "producer-token": in the handshake's auth. Default: the sign-in cookie. */
  proof?: Proof;
}

export interface NamespaceGuardParts {
  access: AccessTable;
  clock: Clock;
  log: Log;
  findPrincipal(token: string): Promise<Principal | null>;
  findProducer(token: string): Promise<Principal | null>;
  /** Of sign-ins and producers' tokens alike. */
  stillSignedIn(signInIds: readonly string[]): Promise<Set<string>>;
}

/** How soon an open page notices that its sign-in was revoked or ran out. */
const RECHECK_INTERVAL_MS = 15_000;

/** Guards socket namespaces (P16) and remembers which ones are guarded. */
export class NamespaceGuard {
  #parts: NamespaceGuardParts;
  #guarded = new Map<string, Namespace>();
  #stopRecheck: () => void;

  constructor(parts: NamespaceGuardParts) {
    this.#parts = parts;
    this.#stopRecheck = parts.clock.every(RECHECK_INTERVAL_MS, () => void this.recheck());
  }

  /** Declares who may connect and send what; call it before the first socket is accepted. */
  guard(namespace: Namespace, declaration: NamespaceDeclaration): void {
    const proof = declaration.proof ?? "sign-in";
    this.#guarded.set(namespace.name, namespace);
    this.#parts.access.declare({ kind: "socket-connect", name: namespace.name, capability: declaration.connect, proof });
    for (const [event, capability] of Object.entries(declaration.events)) {
      this.#parts.access.declare({ kind: "socket-event", name: `${namespace.name} ${event}`, capability, proof });
    }
    namespace.use(async (socket, next) => {
      try {
        await this.#admit(socket, declaration, proof);
      } catch (error) {
        return next(error as Error);
      }
      next();
    });
    namespace.on("connection", (socket) => this.#watchEvents(socket, declaration, proof));
  }

  /** @throws UndeclaredAccess if a namespace exists that nobody declared */
  assertAllGuarded(io: Server): void {
    for (const name of io._nsps.keys()) {
      if (name === "/" || this.#guarded.has(name)) continue;
      throw new UndeclaredAccess(`socket namespace ${name}: expected a declaration of who may connect, got none; call guard() for it`);
    }
    // The default namespace serves nobody.
    io.of("/").use((_socket, next) => next(new Error("expected one of the namespaces /ingest, /live, /wall, /events; / serves nothing")));
  }

  /** Cuts sockets whose sign-in ended. An outage cuts nobody. */
  async recheck(): Promise<void> {
    const sockets = [...this.#guarded.values()].flatMap((namespace) => [...namespace.sockets.values()]);
    const ids = new Set(sockets.flatMap((socket) => signInOf(socket) ?? []));
    try {
      const valid = await this.#parts.stillSignedIn([...ids]);
      for (const socket of sockets) {
        const id = signInOf(socket);
        if (id !== null && !valid.has(id)) socket.disconnect(true);
      }
    } catch (error) {
      this.#parts.log.warn({ err: error }, "sign-ins of open sockets could not be checked again");
    }
  }

  stop(): void {
    this.#stopRecheck();
  }

  async #admit(socket: Socket, declaration: NamespaceDeclaration, proof: Proof): Promise<void> {
    if (proof === "camera-token") return;
    const principal = await (proof === "producer-token" ? this.#producerOf(socket) : this.#signedIn(socket));
    if (!mayUse(principal?.kind ?? null, declaration.connect)) {
      const wanted = proof === "producer-token" ? "a producer's token in the handshake (auth.token)" : `a sign-in that grants ${declaration.connect}`;
      throw new Error(`expected ${wanted}, got ${principal?.kind ?? "none"}; ${proof === "producer-token" ? "an administrator issues one" : "open a sign-in link"}`);
    }
    socket.data = { ...socket.data, principal };
  }

  #signedIn(socket: Socket): Promise<Principal | null> {
    const token = fastifyCookie.parse(socket.handshake.headers.cookie ?? "")[SIGN_IN_COOKIE];
    return token === undefined ? Promise.resolve(null) : this.#parts.findPrincipal(token);
  }

  #producerOf(socket: Socket): Promise<Principal | null> {
    const token: unknown = socket.handshake.auth["token"];
    return typeof token === "string" && token.length <= 200 ? this.#parts.findProducer(token) : Promise.resolve(null);
  }

  #watchEvents(socket: Socket, declaration: NamespaceDeclaration, proof: Proof): void {
    const { principal } = socket.data as { principal?: Principal };
    socket.use((packet, next) => {
      const event = String(packet[0]);
      const capability = Object.hasOwn(declaration.events, event) ? declaration.events[event] : undefined;
      if (capability !== undefined && (proof === "camera-token" || mayUse(principal?.kind ?? null, capability))) return next();
      const message = capability === undefined ? `expected one of ${Object.keys(declaration.events).join(", ")}, got event ${event}` : `event ${event} needs ${capability}`;
      const reply: unknown = packet.at(-1);
      if (typeof reply === "function") (reply as (answer: object) => void)({ ok: false, reason: "bad-request", message });
      next(new Error(message));
    });
    // Without a listener Socket.IO would print the refusal on the console.
    socket.on("error", (error) => this.#parts.log.warn({ namespace: socket.nsp.name, socketId: socket.id, reason: error.message }, "refused a socket event"));
  }
}

function signInOf(socket: Socket): string | null {
  return (socket.data as { principal?: Principal }).principal?.signInId ?? null;
}
