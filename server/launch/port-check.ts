import { createServer } from "node:net";
import { LaunchError } from "./launch-error.ts";

/** Refuses early and in words what would otherwise be a crash loop of the server. */
export async function ensurePortIsFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(port, host, resolve);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new LaunchError(`port ${port} is in use by another program`, `stop that program, or choose another port: PORT=${port + 1} npm start`);
    if (code === "EACCES") throw new LaunchError(`port ${port} may not be opened by this user`, "choose a port above 1023: PORT=8080 npm start");
    throw error;
  }
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}
