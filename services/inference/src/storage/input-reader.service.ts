import type { ServiceError } from '@grpc/grpc-js';
import type { ImageWork } from '@imageai/contracts/inference';
import type { ImageRequest, SourcePixels } from '@imageai/diffusion';
import { AppError } from '@imageai/errors';
import { fromServiceError } from '@imageai/rpc';
import { Inject, Injectable } from '@nestjs/common';
import { INPUTS_CLIENT, type InputsClient } from '../tokens.js';
import { insist } from '../work/insist.js';

/** The pixels of the largest image take a second or two; a storage that says nothing for this long is asked again. */
const timeoutMs = 30_000;

/** Fetches what an image begins with, until storage has given it. */
@Injectable()
export class InputReader {
  constructor(@Inject(INPUTS_CLIENT) private readonly inputs: InputsClient) {}

  /** @throws AppError `not_found` where it is gone: its generation has ended */
  async read(
    { accountId, source }: ImageWork,
    signal: AbortSignal,
  ): Promise<Pick<ImageRequest, 'image' | 'mask' | 'strength'>> {
    if (source === undefined) return {};
    const { imageInputId, maskInputId, strength } = source;
    const read = (inputId: string) => insist(() => this.receive(accountId, inputId, signal), signal);
    const image = await read(imageInputId);
    return maskInputId === '' ? { image, strength } : { image, mask: await read(maskInputId), strength };
  }

  private receive(accountId: string, inputId: string, signal: AbortSignal): Promise<SourcePixels> {
    const stream = this.inputs.readInput({ accountId, inputId });
    const cancel = () => stream.cancel();
    const timer = setTimeout(cancel, timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    const parts: Uint8Array[] = [];
    let size = { width: 0, height: 0 };
    return new Promise<SourcePixels>((resolve, reject) => {
      stream.on('data', ({ part }) => {
        if (part?.$case === 'input') size = { width: part.value.width, height: part.value.height };
        if (part?.$case === 'pixels') parts.push(part.value);
      });
      stream.on('end', () => {
        const pixels = new Uint8Array(Buffer.concat(parts));
        if (pixels.length === size.width * size.height * 3 && pixels.length > 0) resolve({ pixels, ...size });
        else reject(new AppError('unavailable', { cause: new Error(`${pixels.length} bytes of ${inputId} came`) }));
      });
      stream.on('error', (error: ServiceError) => reject(fromServiceError(error)));
    }).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    });
  }
}
