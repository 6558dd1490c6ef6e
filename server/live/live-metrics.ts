/** What the live stage counts; the composition root binds it to the metrics registry. */
export interface LiveMetrics {
  viewers(count: number): void;
  /** Payload bytes handed to sockets, counted once for each receiver. */
  sentBytes(bytes: number): void;
  /** Fragments a slow viewer did not get. */
  droppedFragments(count: number): void;
  slowViewer(): void;
  /** Entries of viewings that wait for the ledger. */
  waitingViewings(count: number): void;
}

export const noLiveMetrics: LiveMetrics = {
  viewers: () => undefined,
  sentBytes: () => undefined,
  droppedFragments: () => undefined,
  slowViewer: () => undefined,
  waitingViewings: () => undefined,
};
