import type { ModelFolder } from '../model/read-model-folder.js';
import type { ImageRequest } from '../pipelines/image-request.js';
import { LatentRun } from '../pipelines/latent-run.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';
import type { Pipeline, Run } from '../pipelines/pipeline.js';
import type { Runtime } from '../runtime/session.js';
import type { Picture } from './quality.js';

export interface TimedPicture extends Picture {
  /** From the first step to the pixels. */
  readonly ms: number;
}

/** How a model is asked for its pictures. */
export interface Setting {
  /** Pixels a side; the nearest that the model makes. */
  readonly size: number;
  /** The model's own where left out. */
  readonly steps?: number | undefined;
}

/**
 * Pictures of a model, one after the other, by one seed each.
 *
 * @param onStep called before each step with how many are taken, of how many in all; may throw to end it
 */
export async function makePictures(
  model: ModelFolder,
  runtime: Runtime,
  prompts: readonly string[],
  { size, steps }: Setting,
  onStep: (done: number, of?: number) => void,
): Promise<TimedPicture[]> {
  onStep(0);
  const pipeline = await loadPipeline(model, runtime);
  try {
    const side = Math.max(1, Math.round(size / pipeline.sizeMultiple)) * pipeline.sizeMultiple;
    const pictures: TimedPicture[] = [];
    for (const [seed, prompt] of prompts.entries()) {
      const request = { prompt, width: side, height: side, seed, ...(steps !== undefined && { steps }) };
      const before = (run: Run) => onStep(seed * run.steps + run.stepsDone, prompts.length * run.steps);
      pictures.push(await makePicture(pipeline, request, before));
    }
    return pictures;
  } finally {
    await pipeline.release();
  }
}

async function makePicture(
  pipeline: Pipeline,
  request: ImageRequest,
  onStep: (run: Run) => void,
): Promise<TimedPicture> {
  const run = await pipeline.begin(request);
  if (!(run instanceof LatentRun)) throw new TypeError(`${pipeline.className} shows no latents`);
  const startedAt = performance.now();
  while (run.stepsDone < run.steps) {
    onStep(run);
    await pipeline.step([run]);
  }
  const { pixels } = await run.decode();
  return { latents: run.latents, pixels, ms: performance.now() - startedAt };
}
