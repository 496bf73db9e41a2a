/** What browsers can write; AVIF they only read. */
export const convertible = ['png', 'webp', 'jpeg'] as const;

const quality = 0.92;

/** The same pixels in another format. What is embedded in the file stays behind. */
export async function convert(file: Blob, format: string): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: `image/${format}`, quality });
}
