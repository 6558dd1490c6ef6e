/** What a person needs after a start: where to look, how to get in, what runs. */
export interface Announcement {
  url: string;
  /** One-time link for the first administrator; null once there is one. */
  administratorUrl: string | null;
  /** One-time link that makes a browser a wall screen; null once there is one. */
  wallUrl: string | null;
  demo: boolean;
  processes: readonly string[];
  logFolder: string;
  dataDirectory: string;
}

export function announce(facts: Announcement): string {
  const rows: [zh: string, en: string, value: string | null][] = [
    ["地址", "open", facts.url],
    ["管理员首次登录（一次有效）", "administrator, works once", facts.administratorUrl],
    ["监控大屏（一次有效）", "wall screen, works once", facts.wallUrl],
    ["演示城市", "demo city", facts.demo ? "6 考场 12 机位 · 6 rooms, 12 cameras; npm start -- --empty 则为空系统 · for an empty system" : null],
    ["运行中", "running", facts.processes.join(", ")],
    ["数据", "data", facts.dataDirectory],
    ["日志", "logs", facts.logFolder],
    ["停止", "stop", "Ctrl-C"],
  ];
  const lines = rows.filter(([, , value]) => value !== null).map(([zh, en, value]) => `  ${zh} · ${en}\n      ${value}`);
  return `\n明鉴 Mingjian\n${lines.join("\n")}\n`;
}
