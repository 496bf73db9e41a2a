import type { ImageResource, OutputFormat } from '@imageai/api';
import type { StoredImage } from '@imageai/contracts/storage';

export const toImageResource = (image: StoredImage, cdnUrl: string): ImageResource => ({
  id: image.id,
  url: `${cdnUrl}/${image.id}.${image.format}`,
  generation_id: image.generationId,
  width: image.width,
  height: image.height,
  output_format: image.format as OutputFormat,
  bytes: Number(image.bytes),
  created_at: (image.createdAt ?? new Date(0)).toISOString(),
  expires_at: (image.expiresAt ?? new Date(0)).toISOString(),
});
