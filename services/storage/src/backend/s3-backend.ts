import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { backendUnavailable } from './backend-unavailable.js';
import type { ByteRange, OpenedBackend, StoredBytes } from './image-backend.js';

export interface S3BackendOptions {
  readonly bucket: string;
  readonly region: string;
  /** Absent: that of AWS in the region. */
  readonly endpoint?: string | undefined;
  /** What every key begins with, so that a bucket can hold other things too. */
  readonly prefix: string;
  /** The bucket in the path and not in the host name, as most servers other than AWS want it. */
  readonly pathStyle: boolean;
  /** Absent: found as the AWS SDK does, in its environment, files, or from the machine's role. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Absent: as the bucket is set. */
  readonly encryption?: 'AES256' | 'aws:kms' | undefined;
  readonly kmsKeyId?: string | undefined;
  /** Of one try of one request, until it is answered. */
  readonly timeoutMs: number;
}

/**
 * An S3 bucket, of AWS or any server that speaks its protocol. An object appears under its key whole or not at all, and is
 * durable when its PUT is acknowledged; the SDK sends a checksum along, and tries again what the network lost.
 */
export class S3Backend implements OpenedBackend {
  private readonly client: S3Client;
  private readonly encryption: Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>;

  constructor(private readonly options: S3BackendOptions) {
    const { region, endpoint, pathStyle, credentials, encryption, kmsKeyId, timeoutMs } = options;
    this.client = new S3Client({
      region,
      endpoint,
      credentials,
      forcePathStyle: pathStyle,
      requestHandler: {
        connectionTimeout: timeoutMs,
        requestTimeout: timeoutMs,
        // Otherwise the SDK would only log that a request takes too long.
        throwOnRequestTimeout: true,
        // Ends a download that stands still.
        socketTimeout: timeoutMs,
      },
    });
    this.encryption = { ServerSideEncryption: encryption, SSEKMSKeyId: kmsKeyId };
  }

  close(): void {
    this.client.destroy();
  }

  isWritable(): Promise<boolean> {
    return this.client.send(new HeadBucketCommand({ Bucket: this.options.bucket })).then(
      () => true,
      () => false,
    );
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const body = { Body: bytes, ContentLength: bytes.byteLength, ...this.encryption };
    await this.client.send(new PutObjectCommand({ ...this.at(key), ...body })).catch(refuse);
  }

  async open(key: string): Promise<StoredBytes | undefined> {
    const found = await this.head(key);
    if (found?.ContentLength === undefined) return undefined;
    return {
      size: found.ContentLength,
      stream: (range) => Readable.from(this.read(key, found.ETag, range), { objectMode: false }),
      // Nothing is held open before somebody reads.
      close: async () => undefined,
    };
  }

  async has(key: string): Promise<boolean> {
    return (await this.head(key)) !== undefined;
  }

  async remove(keys: readonly string[]): Promise<void> {
    const Objects = keys.map((key) => ({ Key: this.at(key).Key }));
    const Delete = { Objects, Quiet: true };
    const { Errors } = await this.client
      .send(new DeleteObjectsCommand({ Bucket: this.options.bucket, Delete }))
      .catch(refuse);
    // The answer is 200 also where single objects were not removed.
    const [failed] = Errors ?? [];
    if (failed !== undefined) throw backendUnavailable(new Error(`${failed.Key}: ${failed.Code} ${failed.Message}`));
  }

  /** `etag`: a part of another version of the object would not fit what is known of this one. */
  private async *read(key: string, etag: string | undefined, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    const part = { Range: `bytes=${start}-${end}`, IfMatch: etag };
    const { Body } = await this.client.send(new GetObjectCommand({ ...this.at(key), ...part })).catch(refuse);
    if (Body instanceof Readable) yield* Body;
  }

  private async head(key: string): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.client.send(new HeadObjectCommand(this.at(key)));
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
      return refuse(error);
    }
  }

  private at(key: string) {
    return { Bucket: this.options.bucket, Key: `${this.options.prefix}${key}` };
  }
}

const refuse = (error: unknown): never => {
  throw backendUnavailable(error);
};
