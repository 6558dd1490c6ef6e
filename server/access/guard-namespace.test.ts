import { createServer } from "node:http";
import { Server } from "socket.io";
import { expect, test } from "vitest";
import { silentLog } from "../../shared/node/log/log.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { AccessTable, UndeclaredAccess } from "./access-table.ts";
import { NamespaceGuard } from "./guard-namespace.ts";

function guardOf(access: AccessTable): NamespaceGuard {
  return new NamespaceGuard({ access, clock: new FakeClock(), log: silentLog(), findPrincipal: () => Promise.resolve(null), findProducer: () => Promise.resolve(null), stillSignedIn: () => Promise.resolve(new Set()) });
}

test("a socket namespace that nobody declared stops the server from starting", () => {
  const io = new Server(createServer());
  const guard = guardOf(new AccessTable());
  io.of("/secret");
  expect(() => guard.assertAllGuarded(io)).toThrow(UndeclaredAccess);
});

test("a declared namespace enters the access table with each of its events", () => {
  const access = new AccessTable();
  const io = new Server(createServer());
  const guard = guardOf(access);
  guard.guard(io.of("/live"), { connect: "live.watch", events: { watch: "live.watch" } });
  guard.assertAllGuarded(io);
  expect(access.rows().map((row) => [row.kind, row.name, row.capability])).toEqual([
    ["socket-connect", "/live", "live.watch"],
    ["socket-event", "/live watch", "live.watch"],
  ]);
});
