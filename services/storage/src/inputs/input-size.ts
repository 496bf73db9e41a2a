import type { StoreInputHeader } from '@imageai/contracts/storage';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that a picture is fitted to: the one that is asked for, or its own within limits, its sides alike. */
export function fittedSize({ width, height }: Size, fit: NonNullable<StoreInputHeader['fit']>): Size {
  if (fit.$case === 'size') return fit.value;
  const { sizeMultiple: multiple } = fit.value;
  const maxPixels = Number(fit.value.maxPixels);
  const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  // Longer than this a side cannot be beside one of a single multiple.
  const longest = floorTo(maxPixels / multiple, multiple);
  const side = (length: number) => Math.min(longest, Math.max(multiple, floorTo(length * scale, multiple)));
  return { width: side(width), height: side(height) };
}

const floorTo = (length: number, multiple: number): number => Math.floor(length / multiple) * multiple;
