/**
 * The address a control attribute stands for. Not RFC 3986: live555 and ffmpeg
 * append to the base, query or not, and cameras are built against them
 * (Dahua: `…?channel=1&subtype=1/trackID=0`). `*` and nothing are the base itself.
 */
export function joinControl(baseUrl: string, control: string): string {
  const trimmed = control.trim();
  if (trimmed === "*" || trimmed === "") return baseUrl;
  if (/^rtsps?:\/\//i.test(trimmed)) return trimmed;
  const separator = baseUrl.endsWith("/") ? "" : "/";
  return `${baseUrl}${separator}${trimmed.replace(/^\/+/, "")}`;
}
