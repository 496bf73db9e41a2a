/** Largest width times height that can be asked for: 4 megapixels, as 2048 x 2048 counts them. */
export const maxImagePixels = 4 * 1024 * 1024;
/** A WebP cannot be longer on one side. */
const maxSide = 16_383;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The size that "1024x768" names; undefined for `auto` and for what is no size. */
export function parseImageSize(text: string): ImageSize | undefined {
  const [, width, height] = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text) ?? [];
  return width === undefined || height === undefined ? undefined : { width: Number(width), height: Number(height) };
}

/** Why no model can make this size, as the end of a sentence that begins with the parameter's name. */
export function imageSizeFault(text: string): string | undefined {
  if (text === 'auto') return undefined;
  const size = parseImageSize(text);
  if (size === undefined) return 'must be auto or WIDTHxHEIGHT, such as 1024x768';
  if (size.width * size.height > maxImagePixels) return 'must be at most 4 megapixels, such as 2048x2048';
  if (Math.max(size.width, size.height) > maxSide) return `must be at most ${maxSide} pixels on each side`;
  return undefined;
}
