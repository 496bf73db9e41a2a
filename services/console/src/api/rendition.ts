/** Widths in which the image host has every picture that is not smaller, in each format. */
export const renditionWidths: readonly number[] = [64, 128, 256, 384, 512, 768, 1024, 1536];

/** Where a picture can be had in this width and format. A signature is of the picture, whatever its width and format. */
export function rendition(url: string, width: number, format: string): string {
  const made = new URL(url);
  made.pathname = made.pathname.replace(/\.\w+$/, `.${format}`);
  made.searchParams.set('w', String(width));
  return made.href;
}

/** About as wide as it is shown in lists. */
export const thumbnail = (url: string, width: 256 | 512): string => rendition(url, width, 'webp');
