import type { Readable } from 'node:stream';

/** A run of bytes, both ends included, as HTTP counts them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An open file: either read or closed by whoever opened it. */
export interface StoredBytes {
  readonly size: number;
  stream(range: ByteRange): Readable;
  close(): Promise<void>;
}

/** Where the bytes of images lie. Keys are made by this service alone, never from a client's text. */
export interface ImageBackend {
  /** Durable once it resolves; all of the bytes are there or none. Replaces what the key held. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where nothing lies under the key. */
  open(key: string): Promise<StoredBytes | undefined>;
  has(key: string): Promise<boolean>;
  /** All of them are gone for good once it resolves; what is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
}

/** A backend as the process holds it. */
export interface OpenedBackend extends ImageBackend {
  isWritable(): Promise<boolean>;
  close(): void;
}
