import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '@imageai/errors';
import { counter } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { ImageBackend, StoredBytes } from '../backend/image-backend.js';
import { ImageFiles } from '../images/image-files.service.js';
import { ImagesService } from '../images/images.service.js';
import { BACKEND, CLOCK, type Clock } from '../tokens.js';
import { type HeldInput, inputKey } from './held-input.js';
import type { InputUpload } from './input-upload.js';
import { InputsRepository } from './inputs.repository.js';
import { PictureReader } from './picture-reader.js';

const batchSize = 200;

const removed = counter('imageai_storage_inputs_removed_total', 'Inputs that were removed, by why', ['why']);

/**
 * Pictures that images begin with, kept while these are made. The row comes before the bytes and goes after them: a
 * crash anywhere leaves a row that the sweep finds, and never pixels that nobody knows of.
 */
@Injectable()
export class InputsService {
  constructor(
    private readonly inputs: InputsRepository,
    private readonly reader: PictureReader,
    private readonly images: ImagesService,
    private readonly files: ImageFiles,
    @Inject(BACKEND) private readonly backend: ImageBackend,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws PictureRefused */
  async store({ header, file }: InputUpload): Promise<HeldInput> {
    const { inputId, accountId, imageId, expiresAt } = header;
    const isOwn = imageId !== '';
    const bytes = isOwn ? await this.ownFile(accountId, imageId) : file;
    const { pixels, ...picture } = await this.reader.read(bytes, header, isOwn);
    const sha256 = createHash('sha256').update(pixels).digest('hex');
    const input = { id: inputId, accountId, ...picture, sha256, expiresAt };
    await this.inputs.insert(input);
    await this.backend.put(inputKey(inputId), pixels);
    if ((await this.inputs.find(accountId, inputId)) === undefined) {
      // It was removed while its pixels were written, with its account perhaps: nobody would know of them.
      await this.backend.remove([inputKey(inputId)]);
      throw new AppError('conflict', { message: 'The picture was removed while it was stored.' });
    }
    return input;
  }

  async open(accountId: string, id: string): Promise<{ input: HeldInput; pixels: StoredBytes }> {
    const input = await this.inputs.find(accountId, id);
    if (input === undefined || input.expiresAt <= this.clock.now()) throw new AppError('not_found');
    const pixels = await this.backend.open(inputKey(id));
    if (pixels === undefined) throw new AppError('not_found');
    return { input, pixels };
  }

  async delete(accountId: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.remove(await this.inputs.owned(accountId, ids), 'not needed any more');
  }

  /** Removes what is expired, whatever became of those who were to remove it. */
  async sweep(): Promise<void> {
    for (;;) {
      const ids = await this.inputs.expired(this.clock.now(), batchSize);
      await this.remove(ids, 'expired');
      if (ids.length < batchSize) return;
    }
  }

  /** Removes all that an account has; how many there were. */
  async deleteAll(accountId: string): Promise<number> {
    let count = 0;
    for (;;) {
      const ids = await this.inputs.ofAccount(accountId, batchSize);
      await this.remove(ids, 'account deleted');
      count += ids.length;
      if (ids.length < batchSize) return count;
    }
  }

  private async remove(ids: readonly string[], why: string): Promise<void> {
    if (ids.length === 0) return;
    await this.backend.remove(ids.map(inputKey));
    await this.inputs.forget(ids);
    removed.inc({ why }, ids.length);
  }

  private async ownFile(accountId: string, imageId: string): Promise<Buffer> {
    const image = await this.images.get(accountId, imageId);
    const file = await this.files.open(image);
    return buffer(file.stream({ start: 0, end: image.bytes - 1 }));
  }
}
