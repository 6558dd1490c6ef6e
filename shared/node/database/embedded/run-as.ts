import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** How to start a PostgreSQL program here: words before its own, and under which user. */
export interface RunAs {
  prefix: readonly string[];
  /** Set where the files must belong to another user than ours. */
  user: { uid: number; gid: number } | null;
}

const NOT_ROOT_INSIDE = ["unshare", "--user", "--map-user=65534", "--map-group=65534"];
/** The kernel stops PostgreSQL cleanly when our process dies, even by kill -9. */
const DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "INT"];
/** Accounts that exist on ordinary images, tried in this order. */
const FALLBACK_ACCOUNTS = ["postgres", "node", "nobody"];

/**
 * PostgreSQL refuses to run as root. As root it gets a user namespace in which
 * it is nobody while its files stay ours (works in folders only root may
 * enter); where namespaces are forbidden (Docker's default), another account.
 */
export async function chooseRunAs(binary: string): Promise<RunAs> {
  const dieWithParent = (await succeeds([...DIE_WITH_PARENT, "--", "true"])) ? [...DIE_WITH_PARENT, "--"] : [];
  if (process.getuid?.() !== 0) return { prefix: dieWithParent, user: null };
  if (await succeeds([...NOT_ROOT_INSIDE, binary, "--version"])) return { prefix: [...NOT_ROOT_INSIDE, ...dieWithParent], user: null };
  for (const user of await fallbackUsers()) {
    if (await succeeds([binary, "--version"], user)) return { prefix: dieWithParent, user };
  }
  throw new Error(
    "PostgreSQL does not run as root: expected user namespaces (unshare --user) or an account postgres, node or nobody that may read node_modules, got neither; start this program as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own",
  );
}

async function fallbackUsers(): Promise<{ uid: number; gid: number }[]> {
  const accounts = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  return FALLBACK_ACCOUNTS.flatMap((name) => {
    const account = accounts.find((fields) => fields[0] === name);
    return account === undefined ? [] : [{ uid: Number(account[2]), gid: Number(account[3]) }];
  });
}

function succeeds(words: readonly string[], user?: { uid: number; gid: number }): Promise<boolean> {
  const [command, ...args] = words;
  return new Promise((resolve) => {
    const child = spawn(command ?? "", args, { stdio: "ignore", ...user });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
