export interface S3StoreConfig {
  kind: "s3";
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  /** The bucket's own default, for objects that arrive without a date; at least the shortest rule. */
  defaultRetentionDays: number;
  requestTimeoutMs: number;
}
