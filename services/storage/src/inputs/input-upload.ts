import { isId, maxSourceBytes } from '@imageai/api';
import { InputKind, type StoreInputHeader, type StoreInputRequest } from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';

/** A picture that arrived whole. */
export interface InputUpload {
  readonly header: StoreInputHeader & {
    readonly fit: NonNullable<StoreInputHeader['fit']>;
    readonly expiresAt: Date;
  };
  /** Empty where the header names an image. */
  readonly file: Buffer;
}

/** Reads an upload to its end, also one that is wrong: who still writes would not read the answer. */
export async function readInput(call: AsyncIterable<StoreInputRequest>, maxPixels: number): Promise<InputUpload> {
  let header: StoreInputHeader | undefined;
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const { part } of call) {
    if (part?.$case === 'header') header = part.value;
    if (part?.$case !== 'bytes') continue;
    received += part.value.length;
    if (received <= maxSourceBytes) parts.push(part.value);
  }
  if (received > maxSourceBytes) throw invalid('bytes', `at most ${maxSourceBytes} bytes are accepted`);
  return { header: checked(header, maxPixels), file: Buffer.concat(parts) };
}

/** What the gateway vouches for; anything else is a bug of the caller. */
function checked(header: StoreInputHeader | undefined, maxPixels: number): InputUpload['header'] {
  if (header === undefined) throw invalid('header', 'it did not come');
  const { inputId, accountId, kind, fit, expiresAt, imageId } = header;
  if (!isId('inp', inputId)) throw invalid('input_id', 'it is not an input id');
  if (accountId === '') throw invalid('account_id', 'it is empty');
  if (imageId !== '' && !isId('img', imageId)) throw new AppError('not_found');
  if (kind !== InputKind.INPUT_KIND_IMAGE && kind !== InputKind.INPUT_KIND_MASK) throw invalid('kind', 'it is unknown');
  if (fit === undefined) throw invalid('fit', 'it is missing');
  const pixels = fit.$case === 'size' ? fit.value.width * fit.value.height : Number(fit.value.maxPixels);
  if (pixels < 1 || pixels > maxPixels) throw invalid(fit.$case, `1 to ${maxPixels} pixels are accepted`);
  if (fit.$case === 'limits' && fit.value.sizeMultiple < 1) throw invalid('size_multiple', 'it must be at least 1');
  if (expiresAt === undefined) throw invalid('expires_at', 'it is missing');
  return { ...header, fit, expiresAt };
}

const invalid = (param: string, what: string): AppError =>
  new AppError('parameter_invalid', { param, message: `Invalid ${param}: ${what}.` });
