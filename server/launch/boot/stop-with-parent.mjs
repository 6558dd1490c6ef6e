// Loaded before a script with `node --import`: a process whose parent was
// killed stops itself, as if it had been asked to, instead of living on unseen.
const CHECK_MS = 500;
const GRACE_MS = 15_000;
const parent = process.ppid;

const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
}, CHECK_MS);
watch.unref();
