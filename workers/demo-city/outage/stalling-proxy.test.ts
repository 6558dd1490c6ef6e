import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { StallingProxy } from "./stalling-proxy.ts";

test("a line passes what is said, takes nobody new while it is cut, and ends the old connections afterwards", async () => {
  const echo = createServer((socket) => socket.pipe(socket).on("error", () => undefined)).listen(0, "127.0.0.1");
  await once(echo, "listening");
  const line = await StallingProxy.listen(0, { host: "127.0.0.1", port: (echo.address() as AddressInfo).port });
  const call = () => connect(line.port, "127.0.0.1").on("error", () => undefined);

  const first = call();
  first.write("hello");
  expect(String((await once(first, "data"))[0])).toBe("hello");
  line.stall();
  await once(call(), "close");
  const ended = once(first, "close");
  line.resume();
  await ended;
  const second = call();
  second.write("again");
  expect(String((await once(second, "data"))[0])).toBe("again");

  await line.close();
  await new Promise((resolve) => echo.close(resolve));
});
