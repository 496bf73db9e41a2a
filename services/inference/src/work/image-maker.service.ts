import { FailureCause } from '@imageai/contracts/generation';
import type { ImageWork } from '@imageai/contracts/inference';
import type { GeneratedImage, ImageEngine, ImageRequest } from '@imageai/diffusion';
import { AppError } from '@imageai/errors';
import { counter, histogram, type Logger, runWithRequestId } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { ProgressPublisher } from '../progress/progress-publisher.service.js';
import { ImageUploader } from '../storage/image-uploader.service.js';
import { InputReader } from '../storage/input-reader.service.js';
import { ENGINE, LOGGER } from '../tokens.js';
import type { HeldImage } from './held-image.js';
import { parametersText } from './parameters-text.js';
import { type Failure, Reports } from './reports.service.js';

/** Work that nobody took a report of comes again after this. */
const comesAgainMs = 2_000;

const outcomes = counter('imageai_inference_images_total', 'Images that this worker ended, by how', ['outcome']);
const engineSeconds = histogram('imageai_inference_engine_seconds', 'What the engine took for an image', ['model']);

/** The same weights make the same image of the request again. */
const unsafe: Failure = {
  reason: "the model's safety checker holds the image for unsafe",
  permanent: true,
  cause: FailureCause.FAILURE_CAUSE_CONTENT_PROHIBITED,
};

/** What it begins with, in place of noise. */
type Source = Pick<ImageRequest, 'image' | 'mask' | 'strength'>;

type Outcome = 'stored' | 'not_kept' | 'dropped' | 'failed' | 'handed_back';

/** Makes one image: asks whether to, computes, stores, reports; and only then acks its message. */
@Injectable()
export class ImageMaker {
  constructor(
    @Inject(ENGINE) private readonly engine: ImageEngine,
    private readonly reports: Reports,
    private readonly inputs: InputReader,
    private readonly uploader: ImageUploader,
    private readonly progress: ProgressPublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param leaveEngine called when the engine has done its part
   * @param giveUp fires when even trying to report must end; the message then comes again
   */
  async make(held: HeldImage, leaveEngine: () => void, giveUp: AbortSignal): Promise<void> {
    const { imageId, attempt, requestId } = held.work;
    await runWithRequestId(requestId, async () => {
      try {
        const outcome = await this.run(held, leaveEngine, giveUp);
        held.ack();
        outcomes.inc({ outcome });
        this.logger.info({ imageId, attempt, outcome }, 'image ended');
      } catch (error) {
        held.nak(giveUp.aborted ? 0 : comesAgainMs);
        outcomes.inc({ outcome: 'not_reported' });
        this.logger.error({ err: AppError.from(error).cause ?? error, imageId, attempt }, 'image not reported');
      }
    });
  }

  private async run(held: HeldImage, leaveEngine: () => void, giveUp: AbortSignal): Promise<Outcome> {
    const { work } = held;
    // Generation ends what is late by its own clock.
    if (work.expiresAt !== undefined && work.expiresAt.getTime() <= Date.now()) return 'dropped';
    const refusal = this.refusal(work);
    if (refusal !== undefined) return this.fail(work, { reason: refusal, permanent: true }, giveUp);
    let image: GeneratedImage;
    try {
      if (!(await this.reports.started(work, AbortSignal.any([held.signal, giveUp])))) return 'dropped';
      image = await this.compute(held, await this.inputs.read(work, AbortSignal.any([held.signal, giveUp])));
    } catch (error) {
      if (held.abortReason === 'dropped') return 'dropped';
      if (held.abortReason === 'draining') {
        await this.reports.handBack(work, giveUp);
        return 'handed_back';
      }
      if (isGone(error)) return this.fail(work, { reason: 'what it begins with is gone', permanent: true }, giveUp);
      if (error instanceof AppError) throw error;
      // Generation ends what is late by its own clock.
      if (isLate(error)) return 'dropped';
      return this.fail(work, { reason: reasonOf(error), permanent: isRefusal(error) }, giveUp);
    }
    leaveEngine();
    engineSeconds.observe({ model: work.model }, ownMs(image) / 1_000);
    if (image.flagged) return this.fail(work, unsafe, giveUp);
    return this.keep(work, image, giveUp);
  }

  /** Why this worker must not make the image, where that is known beforehand. */
  private refusal({ model: name, modelDigest }: ImageWork): string | undefined {
    const model = this.engine.models.find((candidate) => candidate.name === name);
    if (model === undefined) return `this worker has no model ${name}`;
    if (model.status === 'unusable') return `the model ${name} cannot be used: ${model.reason}`;
    if (model.digest !== modelDigest) return `other weights were promised: ${modelDigest}, not ${model.digest}`;
    return undefined;
  }

  private async compute(held: HeldImage, source: Source): Promise<GeneratedImage> {
    const { model, prompt, negativePrompt, style, width, height, seed, steps, guidanceScale } = held.work;
    const sized = { model, prompt, negativePrompt, width, height, seed };
    const request = {
      ...sized,
      ...source,
      ...(style !== '' && { style }),
      ...(steps !== 0 && { steps }),
      ...(guidanceScale !== 0 && { guidanceScale }),
    };
    const { accountId: tenant, expiresAt } = held.work;
    const terms = { tenant, weight: held.weight, ...(expiresAt && { deadline: expiresAt.getTime() }) };
    const progress = this.progress.begin(held.work);
    const { onProgress, wantsPreview } = progress;
    try {
      return await this.engine.generate(request, { ...terms, signal: held.signal, onProgress, wantsPreview });
    } finally {
      progress.end();
    }
  }

  private async keep(work: ImageWork, image: GeneratedImage, giveUp: AbortSignal): Promise<Outcome> {
    let storedAt: Date;
    try {
      const stored = await this.uploader.store(work, image.pixels, parametersText(work), giveUp);
      storedAt = stored.createdAt ?? new Date();
    } catch (error) {
      if (giveUp.aborted) throw error;
      // Refused: the image was deleted meanwhile, say. Trying again would end the same way.
      const refused = error instanceof AppError && (error.code === 'conflict' || error.code === 'parameter_invalid');
      return this.fail(work, { reason: `not stored: ${reasonOf(error)}`, permanent: refused }, giveUp);
    }
    if (await this.reports.stored(work, storedAt, ownMs(image), giveUp)) return 'stored';
    await this.uploader.delete(work, giveUp);
    return 'not_kept';
  }

  private async fail(work: ImageWork, failure: Failure, giveUp: AbortSignal): Promise<Outcome> {
    this.logger.warn({ imageId: work.imageId, attempt: work.attempt, ...failure }, 'image failed');
    await this.reports.failed(work, failure, giveUp);
    return 'failed';
  }
}

/** What the image itself took, without what ran between its steps: so that it says how fast the model is. */
const ownMs = ({ timings: { encodeMs, denoiseMs, decodeMs } }: GeneratedImage): number =>
  encodeMs + denoiseMs + decodeMs;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Its generation has ended, or nearly: nobody waits for it, or somebody is told. */
const isGone = (error: unknown): boolean => error instanceof AppError && error.code === 'not_found';

/** By name: an engine in another module has its own classes. */
const isLate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'deadline_passed';

/** The model cannot honour the request, on any worker. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'ImageRequestError';
