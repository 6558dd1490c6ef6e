import type { Depacketizer } from "./depacketizer.ts";
import type { MessageParams } from "./stream-params.ts";

/** ONVIF metadata: named, so that a probe can tell of it, and not recorded. */
export class MessageDepacketizer implements Depacketizer {
  readonly kind = "message";
  readonly params: MessageParams = { type: "message" };

  push(): void {
    // Nothing of it is kept.
  }

  flush(): void {
    this.reset();
  }

  reset(): void {
    // No state.
  }
}
