import type { StreamRole } from "../../shared/domain/ids.ts";

/** Where one stream's chain stands on disk. */
export interface DurableHead {
  cameraId: string;
  role: StreamRole;
  epoch: string;
  number: number;
  head: Uint8Array;
}
