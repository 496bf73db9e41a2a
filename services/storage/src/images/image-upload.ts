import { isId } from '@imageai/api';
import type { StoreImageHeader, StoreImageRequest } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import { type ImageFormat, isImageFormat } from './image-format.js';

/** What an upload may carry in one message. */
export const maxPartBytes = 1024 * 1024;
const channels = 3;

/** An upload that arrived whole. */
export interface ImageUpload {
  readonly header: StoreImageHeader & { readonly format: ImageFormat };
  readonly data: Buffer;
}

/** Reads an upload to its end, also one that is wrong: who still writes would not read the answer. */
export async function readUpload(call: AsyncIterable<StoreImageRequest>, maxPixels: number): Promise<ImageUpload> {
  let fault: AppError | undefined;
  let header: ImageUpload['header'] | undefined;
  let data = Buffer.alloc(0);
  let received = 0;
  for await (const { part } of call) {
    if (fault !== undefined) continue;
    try {
      if (part?.$case === 'header') {
        if (header !== undefined) throw invalid('header', 'it came twice');
        header = checkedHeader(part.value, maxPixels);
        data = Buffer.allocUnsafeSlow(header.width * header.height * channels);
      } else if (part?.$case === 'pixels') {
        if (header === undefined) throw invalid('header', 'it must be the first message');
        if (part.value.length > maxPartBytes) throw invalid('pixels', `a part has at most ${maxPartBytes} bytes`);
        if (received + part.value.length > data.length) throw invalid('pixels', `more than ${data.length} bytes came`);
        data.set(part.value, received);
        received += part.value.length;
      }
    } catch (error) {
      fault = AppError.from(error);
    }
  }
  if (fault !== undefined) throw fault;
  if (header === undefined) throw invalid('header', 'it did not come');
  if (received !== data.length) throw invalid('pixels', `${received} of ${data.length} bytes came`);
  return { header, data };
}

function checkedHeader(header: StoreImageHeader, maxPixels: number): ImageUpload['header'] {
  const { imageId, accountId, width, height, format, encoderQuality, retentionDays } = header;
  if (!isId('img', imageId)) throw invalid('image_id', 'it is not an image id');
  if (accountId === '') throw invalid('account_id', 'it is empty');
  if (width < 1 || height < 1) throw invalid('width', 'width and height must be at least 1');
  if (width * height > maxPixels) throw invalid('width', `at most ${maxPixels} pixels are accepted`);
  if (!isImageFormat(format)) throw invalid('format', 'it must be png, webp, jpeg or avif');
  if (encoderQuality !== undefined && (encoderQuality < 1 || encoderQuality > 100)) {
    throw invalid('encoder_quality', 'it must be from 1 to 100');
  }
  if (retentionDays < 1) throw invalid('retention_days', 'it must be at least 1');
  return { ...header, format };
}

const invalid = (param: string, what: string): AppError =>
  new AppError('parameter_invalid', { param, message: `Invalid ${param}: ${what}.` });
