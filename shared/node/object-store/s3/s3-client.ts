import { S3Client } from "@aws-sdk/client-s3";
import type { S3StoreConfig } from "./s3-config.ts";

/**
 * The one place an S3 client is made. Checksums only where asked: the SDK's
 * default CRC would be a second pass over bytes that already carry SHA-256.
 */
export function s3Client(config: S3StoreConfig): S3Client {
  return new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: true,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 2,
    requestHandler: { requestTimeout: config.requestTimeoutMs, connectionTimeout: Math.min(5_000, config.requestTimeoutMs), throwOnRequestTimeout: true },
  });
}
