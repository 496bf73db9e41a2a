import type { StoredInput } from '@imageai/contracts/storage';
import type { Size } from './input-size.js';

/** A picture that images begin with, as pixels of their size. */
export interface HeldInput extends Size {
  readonly id: string;
  readonly accountId: string;
  /** Of the picture as it came. */
  readonly source: Size;
  /** Of the pixels, in hex. */
  readonly sha256: string;
  readonly expiresAt: Date;
}

/** Where an input's pixels lie: beside the folders of images, which have other names. */
export const inputKey = (id: string): string => `inputs/${id}.rgb`;

export const toStoredInput = ({ id, width, height, source, sha256 }: HeldInput): StoredInput => ({
  id,
  width,
  height,
  sourceWidth: source.width,
  sourceHeight: source.height,
  sha256,
});
