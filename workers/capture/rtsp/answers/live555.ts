/** The first version that forgets a session when its TCP connection closes. */
const FIXED_VERSION = "2017.06.04";

/**
 * A live555 older than 2017.06.04 goes on writing RTP of a dead session to the
 * file descriptor number, into whatever connection has it next (retina#17).
 * `tool` is a=tool of the SDP.
 */
export function hasStaleTcpBug(tool: string | null): boolean {
  const version = /^LIVE555 Streaming Media v(\d{4}\.\d{2}\.\d{2})/i.exec(tool ?? "")?.[1];
  return version !== undefined && version < FIXED_VERSION;
}
