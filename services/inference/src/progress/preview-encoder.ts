import type { PixelImage } from '@imageai/diffusion';
import sharp from 'sharp';

/** Longest side in pixels: enough to see what becomes of it, and a few kilobytes a message. */
const side = 192;
const quality = 75;

/** A preview as the small JPEG that travels with progress. */
export async function encodePreview({ pixels, width, height }: PixelImage): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize({ width: side, height: side, fit: 'inside', kernel: 'cubic' })
    .jpeg({ quality })
    .toBuffer();
}
