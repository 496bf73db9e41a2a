import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import type { Runtime, Session } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { LatentShape } from './denoiser.js';
import type { ImageRequest } from './image-request.js';
import { latentPreview } from './latent-preview.js';
import { LatentRun } from './latent-run.js';
import { loadComponents } from './load-components.js';
import type { Pipeline, PixelImage } from './pipeline.js';
import { toPixels } from './pixels.js';
import { MAX_PIXELS, prepare } from './prepare.js';
import { stepTogether } from './step-together.js';

export const STABLE_DIFFUSION = 'StableDiffusionPipeline';

const decoderSchema = z.looseObject({
  block_out_channels: z.array(z.int()).optional(),
  scaling_factor: z.number().positive().optional(),
  shift_factor: z.number().nullish(),
});

/** Of the autoencoder of Stable Diffusion 1 and 2, whose older exports do not say. */
const DEFAULT_SCALING_FACTOR = 0.18215;
const DEFAULT_CELL = 8;
/** The denoiser halves the latents three times. */
const UNET_MULTIPLE = 8;

/**
 * Latent diffusion with one CLIP text encoder and a U-Net (Rombach et al. 2022, arXiv:2112.10752): Stable Diffusion
 * 1.x and 2.x, from the folders that diffusers and optimum export.
 *
 * @throws ModelError
 */
export async function stableDiffusionPipeline(model: ModelFolder, runtime: Runtime): Promise<Pipeline> {
  const config = await readOptionalJsonFile(model.path, 'vae_decoder/config.json', decoderSchema);
  const parts = await loadComponents(model, runtime);
  const cell = config?.block_out_channels ? 2 ** (config.block_out_channels.length - 1) : DEFAULT_CELL;
  const decode = latentDecoder(parts.decoder, {
    cell,
    channels: parts.channels,
    scale: config?.scaling_factor ?? DEFAULT_SCALING_FACTOR,
    shift: config?.shift_factor ?? 0,
  });
  const preview = latentPreview(decode, parts.channels, cell);
  const defaults = {
    steps: model.manifest?.defaults.num_inference_steps ?? 30,
    guidanceScale: model.manifest?.defaults.guidance_scale ?? 7.5,
  };
  const sizeMultiple = model.manifest?.size_multiple ?? cell * UNET_MULTIPLE;

  return {
    className: STABLE_DIFFUSION,
    executionProvider: parts.denoiser.executionProvider,
    sizeMultiple,
    maxPixels: MAX_PIXELS,
    defaults,
    release: parts.release,
    step: (runs) => stepTogether(parts.denoiser, runs),
    begin: async (request: ImageRequest) => {
      const prepared = await prepare(request, { model, parts, cell, sizeMultiple, defaults });
      const { shape } = prepared;
      return new LatentRun({
        ...prepared,
        decode: (latents) => decode(latents, shape),
        preview: (latents) => preview(latents, shape),
      });
    },
  };
}

interface DecoderSettings {
  readonly cell: number;
  readonly channels: number;
  readonly scale: number;
  readonly shift: number;
}

function latentDecoder(session: Session, { cell, channels, scale, shift }: DecoderSettings) {
  const input = requireValue(session, 'inputs', 'latent_sample', 'latent_parameters', 'latents');
  const output = requireValue(session, 'outputs', 'sample');
  refuseOtherInputs(session, [input.name]);
  return async (latents: Float32Array, { height, width }: LatentShape): Promise<PixelImage> => {
    const scaled = latents.map((value) => value / scale + shift);
    const feeds = { [input.name]: tensorFor(session, input, scaled, [1, channels, height, width]) };
    const { data } = floatOutput(session, await session.run(feeds), output.name);
    return toPixels(data, width * cell, height * cell);
  };
}
