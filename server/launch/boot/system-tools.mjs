import { existsSync } from "node:fs";
import { findOnPath, runQuietly } from "./command.mjs";
import { BootError, say, step } from "./progress.mjs";

/** How to see that a tool is there, the Debian packages that bring it, and what is missing without it. */
const TOOLS = {
  ffmpeg: {
    present: () => findOnPath("ffmpeg") && findOnPath("ffprobe"),
    packages: ["ffmpeg"],
    purpose: "the demo city and RTMP, SRT, HLS and file cameras",
  },
  chromium: {
    present: () => ["chromium", "chromium-browser", "google-chrome"].some(findOnPath),
    packages: ["chromium"],
    purpose: "the browser tests and the live bench",
  },
  "cjk-font": {
    present: () => existsSync("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc") || process.platform === "darwin",
    packages: ["fonts-noto-cjk"],
    purpose: "Chinese text on the pages that browser tests look at",
  },
};

/** Installs missing tools where apt-get may be used; else stops for a needed one and only tells of a wanted one. */
export async function installSystemTools(needs, wants) {
  const missing = [...needs, ...wants].filter((name) => !TOOLS[name].present());
  if (missing.length === 0) return;
  const sentence = await installWithApt(missing);
  for (const name of missing.filter((tool) => !TOOLS[tool].present())) {
    const lines = [`${name} is missing and cannot be installed here: ${sentence}`, `without it there is no ${TOOLS[name].purpose}; install "${name}" and start again`];
    if (needs.includes(name)) throw new BootError(...lines);
    for (const line of lines) say(line);
  }
}

/** Resolves to the reason in words if something stays missing. */
async function installWithApt(missing) {
  if (!findOnPath("apt-get")) return "there is no apt-get";
  const root = process.getuid?.() === 0;
  if (!root && (await runQuietly("sudo", ["-n", "true"])).code !== 0) return "this needs root or sudo without a password";
  const packages = missing.flatMap((name) => TOOLS[name].packages);
  return step(`${packages.join(", ")} (apt-get)`, async () => {
    const install = ["install", "-y", "--no-install-recommends", ...packages];
    if ((await aptGet(root, install)).code === 0) return "";
    await aptGet(root, ["update"]);
    const { output } = await aptGet(root, install);
    return output.trim().split("\n").at(-1) ?? "";
  });
}

function aptGet(root, args) {
  // Another apt-get may hold the lock for a while on a fresh machine: wait for it rather than fail.
  const command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return root ? runQuietly(command[0], command.slice(1), { env }) : runQuietly("sudo", ["-n", ...command], { env });
}
