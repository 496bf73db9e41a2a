import { once } from 'node:events';
import { maxSourcePixels, newId } from '@imageai/api';
import type { Model, SourceImage } from '@imageai/contracts/generation';
import {
  InputKind,
  InputRefusal,
  type StoredInput,
  type StoreInputHeader,
  type StoreInputResponse,
} from '@imageai/contracts/storage';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { InputsClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG, INPUTS, LOGGER } from '../tokens.js';
import type { Wanted, WantedSource } from './order.js';

const partBytes = 1024 * 1024;
/** A picture is read in far less; a storage that says nothing for this long is given up. */
const timeoutMs = 60_000;
/** Beyond the deadline of the job: whoever looks at the clock of another machine looks late. */
const graceMs = 10 * 60_000;
/** What is made at the most where the size is the picture's own. */
const largestOwnSize = 1024 * 1024;

export interface Keeping {
  readonly accountId: string;
  readonly source: WantedSource;
  readonly wanted: Pick<Wanted, 'width' | 'height'>;
  readonly model: Pick<Model, 'sizeMultiple' | 'maxPixels'>;
  /** When the job is over at the latest. */
  readonly expiresAt: Date;
}

type Kept = Omit<SourceImage, 'strength'>;

/** Pictures that images begin with, in storage while these are made. */
@Injectable()
export class SourceInputs {
  constructor(
    @Inject(INPUTS) private readonly inputs: InputsClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'IMAGE_PATIENCE_MS'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Keeps image and mask, both of the size that is to be made.
   * @throws AppError for the one that cannot be taken; then neither is kept
   */
  async keep({
    accountId,
    source,
    wanted,
    model,
    expiresAt,
  }: Keeping): Promise<Kept & { size: Pick<Wanted, 'width' | 'height'> }> {
    const own = source.image instanceof Uint8Array ? undefined : source.image;
    const shared = { accountId, expiresAt: new Date(expiresAt.getTime() + graceMs) };
    const image = await this.store(source.image instanceof Uint8Array ? source.image : new Uint8Array(), {
      ...shared,
      inputId: newId('inp'),
      kind: InputKind.INPUT_KIND_IMAGE,
      fit: source.ownSize ? { $case: 'limits', value: limitsOf(model) } : { $case: 'size', value: wanted },
      imageId: own?.imageId ?? '',
    });
    const size = { width: image.width, height: image.height };
    const kept = { imageInputId: image.id, imageSha256: image.sha256, maskInputId: '', maskSha256: '' };
    if (source.mask === undefined) return { ...kept, size };
    const maskInputId = newId('inp');
    try {
      const mask = await this.store(source.mask, {
        ...shared,
        inputId: maskInputId,
        kind: InputKind.INPUT_KIND_MASK,
        fit: { $case: 'size', value: size },
        imageId: '',
      });
      checkSameSize(image, mask);
      return { ...kept, maskInputId, maskSha256: mask.sha256, size };
    } catch (error) {
      await this.discard(accountId, { ...kept, maskInputId });
      throw error;
    }
  }

  /** Where that fails, storage removes them when their time is over. */
  async discard(accountId: string, { imageInputId, maskInputId }: Pick<Kept, 'imageInputId' | 'maskInputId'>) {
    const inputIds = [imageInputId, maskInputId].filter((id) => id !== '');
    await this.inputs.deleteInputs({ accountId, inputIds }).catch((error: unknown) => {
      this.logger.warn({ err: error, inputIds }, 'inputs that nobody needs stay until they expire');
    });
  }

  private async store(file: Uint8Array, header: StoreInputHeader): Promise<StoredInput> {
    const { result } = await untilAvailable(
      this.config.IMAGE_PATIENCE_MS,
      () => this.upload(file, header),
      // Another account's image looks like one that does not exist.
      ({ code }) =>
        code === 'not_found' || code === 'image_gone' ? new AppError(code, { param: 'image' }) : undefined,
    );
    if (result?.$case === 'input') return result.value;
    throw toError(result?.value, header.kind === InputKind.INPUT_KIND_MASK ? 'mask' : 'image');
  }

  private async upload(file: Uint8Array, value: StoreInputHeader): Promise<StoreInputResponse> {
    const { stream, response } = this.inputs.storeInput();
    const timer = setTimeout(() => stream.cancel(), timeoutMs);
    // The failure of the call itself tells more than that of a write.
    stream.on('error', () => undefined);
    const answered = response.then(
      () => undefined,
      () => undefined,
    );
    try {
      stream.write({ part: { $case: 'header', value } });
      for (let at = 0; at < file.length; at += partBytes) {
        const hasRoom = stream.write({ part: { $case: 'bytes', value: file.subarray(at, at + partBytes) } });
        if (!hasRoom) await Promise.race([once(stream, 'drain').catch(() => undefined), answered]);
      }
      stream.end();
      return await response;
    } finally {
      clearTimeout(timer);
    }
  }
}

const limitsOf = ({ sizeMultiple, maxPixels }: Keeping['model']) => ({
  sizeMultiple,
  maxPixels: BigInt(Math.min(largestOwnSize, Number(maxPixels))),
});

function checkSameSize({ sourceWidth: width, sourceHeight: height }: StoredInput, mask: StoredInput): void {
  if (mask.sourceWidth === width && mask.sourceHeight === height) return;
  const what = `must have the size of image: ${width}x${height}, not ${mask.sourceWidth}x${mask.sourceHeight}`;
  throw new AppError('parameter_invalid', { param: 'mask', message: `Invalid parameter: mask ${what}` });
}

const reasons: Partial<Record<InputRefusal, string>> = {
  [InputRefusal.INPUT_REFUSAL_NOT_AN_IMAGE]: 'cannot be read: its file is damaged, or no PNG, WebP or JPEG',
  [InputRefusal.INPUT_REFUSAL_TOO_MANY_PIXELS]: `must have at most ${maxSourcePixels / 1e6} megapixels`,
  [InputRefusal.INPUT_REFUSAL_ANIMATED]: 'must be a still picture: it has more than one frame',
  [InputRefusal.INPUT_REFUSAL_NO_ALPHA]: 'must have an alpha channel: transparent where the image is to be edited',
};

function toError(refusal: InputRefusal | undefined, param: 'image' | 'mask'): AppError {
  const reason = refusal && reasons[refusal];
  if (reason === undefined) {
    return new AppError('internal_error', {
      cause: new Error(`storage answered neither input nor refusal: ${refusal}`),
    });
  }
  return new AppError('parameter_invalid', { param, message: `Invalid parameter: ${param} ${reason}` });
}
