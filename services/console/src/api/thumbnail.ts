/** Widths that the image host makes pictures smaller to. */
type Width = 256 | 512;

/** Where a picture can be had about as wide as it is shown. What is signed is signed as it is, and stays so. */
export function thumbnail(url: string, width: Width): string {
  const small = new URL(url);
  if (small.search !== '') return url;
  small.pathname = small.pathname.replace(/\.\w+$/, '.webp');
  small.searchParams.set('w', String(width));
  return small.href;
}
