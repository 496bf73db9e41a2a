import type { ImageResource, OutputFormat } from '@imageai/api';
import type { StoredImage } from '@imageai/contracts/storage';
import type { ImageUrls } from '@imageai/image-urls';

export const toImageResource = (image: StoredImage, urls: ImageUrls): ImageResource => ({
  id: image.id,
  private: image.private,
  url_expires_at: null,
  ...urls.of(image),
  generation_id: image.generationId,
  width: image.width,
  height: image.height,
  output_format: image.format as OutputFormat,
  bytes: Number(image.bytes),
  created_at: (image.createdAt ?? new Date(0)).toISOString(),
  expires_at: (image.expiresAt ?? new Date(0)).toISOString(),
});
