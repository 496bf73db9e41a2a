import { AppError } from '@imageai/errors';
import type { ImageFormat } from '../images/image-format.js';

/**
 * The widths that can be asked for. With the formats they bound how many files one image can have, whatever is asked; a
 * width between them is refused and not rounded, since caches would keep each spelling of the same picture.
 */
export const renditionWidths = [64, 128, 256, 384, 512, 768, 1024, 1536] as const;

/** A smaller picture of an image, or the same in another format. */
export interface Rendition {
  readonly width: number;
  readonly format: ImageFormat;
}

/** What `?w=` asks for; undefined where it is not there. */
export function renditionWidth(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const width = renditionWidths.find((one) => String(one) === text);
  if (width !== undefined) return width;
  const known = `${renditionWidths.slice(0, -1).join(', ')} or ${renditionWidths.at(-1)}`;
  throw new AppError('parameter_invalid', { param: 'w', message: `Invalid parameter: w must be one of ${known}` });
}

/** "512.webp": what tells the renditions of one image apart. */
export const renditionName = ({ width, format }: Rendition): string => `${width}.${format}`;

/** Where the bytes of a rendition lie: beside those of its image. */
export const renditionKey = (imageId: string, name: string): string => `${imageId.slice(-2)}/${imageId}.w${name}`;
