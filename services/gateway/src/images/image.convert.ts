import type { ImageResource, ImageShapeName, ListImagesQuery, OutputFormat, Style } from '@imageai/api';
import { type ImageFilter, ImageShape, type StoredImage } from '@imageai/contracts/storage';
import type { ImageUrls } from '@imageai/image-urls';

const shapes: Readonly<Record<ImageShapeName, ImageShape>> = {
  landscape: ImageShape.IMAGE_SHAPE_LANDSCAPE,
  portrait: ImageShape.IMAGE_SHAPE_PORTRAIT,
  square: ImageShape.IMAGE_SHAPE_SQUARE,
};

export const toImageFilter = ({
  prompt,
  style,
  model,
  output_format,
  shape,
  start,
  end,
}: ListImagesQuery): ImageFilter => ({
  prompt: prompt ?? '',
  style: style ?? '',
  model: model ?? '',
  format: output_format ?? '',
  shape: shape === undefined ? ImageShape.IMAGE_SHAPE_UNSPECIFIED : shapes[shape],
  start: start === undefined ? undefined : new Date(start),
  end: end === undefined ? undefined : new Date(end),
});

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
  prompt: image.prompt || null,
  style: (image.style || null) as Style | null,
  model: image.model || null,
  created_at: (image.createdAt ?? new Date(0)).toISOString(),
  expires_at: (image.expiresAt ?? new Date(0)).toISOString(),
});
