import type { ImageFormat } from './image-format.js';

/** An image that storage holds. */
export interface HeldImage {
  readonly id: string;
  readonly accountId: string;
  readonly generationId: string;
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Its file can be fetched by signed URLs alone. */
  readonly private: boolean;
  /** What made it; null where that is not known. */
  readonly prompt: string | null;
  /** Null also where it has none. */
  readonly style: string | null;
  readonly model: string | null;
}

/** What is left of a deleted image: its id is never used again. */
export interface Tombstone {
  readonly id: string;
  readonly accountId: string;
  readonly deletedAt: Date;
  /** As it was. */
  readonly private: boolean;
}

export const isTombstone = (image: HeldImage | Tombstone): image is Tombstone => 'deletedAt' in image;
