import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import { NO_STYLE } from '../model/styles.js';
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

export const STYLED_LATENT_FLOW = 'StyledLatentFlowPipeline';

const decoderSchema = z.looseObject({
  scaling_factor: z.number().positive().default(1),
  shift_factor: z.number().nullish(),
  spatial_scale: z.int().positive().default(64),
  noise_channels: z.int().positive().default(1),
  noise_scale: z.int().positive().default(32),
});

/** The denoiser halves the latents once or more. */
const DEFAULT_SIZE_MULTIPLE = 128;

/**
 * The embedded model's pipeline: a rectified flow (Liu et al. 2022, arXiv:2209.03003) in coarse latents that say what
 * is where, and a decoder that is told the style and given noise, and paints texture from both. The style stands in
 * the prompt too, as a token of its own.
 *
 * The decoder's noise continues from the generator that drew the latents.
 *
 * @throws ModelError
 */
export async function styledLatentFlowPipeline(model: ModelFolder, runtime: Runtime): Promise<Pipeline> {
  const config = decoderSchema.parse(
    (await readOptionalJsonFile(model.path, 'vae_decoder/config.json', decoderSchema)) ?? {},
  );
  const parts = await loadComponents(model, runtime);
  const decode = styledDecoder(parts.decoder, config);
  const cell = config.spatial_scale;
  const noiseSize = ({ height, width }: LatentShape) =>
    config.noise_channels * height * width * config.noise_scale ** 2;
  const style = model.styles.get(NO_STYLE)?.index ?? 0;
  const preview = latentPreview(
    (latents, shape) => decode({ latents, shape, style, noise: new Float32Array(noiseSize(shape)) }),
    parts.channels,
    cell,
  );
  const defaults = {
    steps: model.manifest?.defaults.num_inference_steps ?? 20,
    guidanceScale: model.manifest?.defaults.guidance_scale ?? 7.5,
  };
  const sizeMultiple = model.manifest?.size_multiple ?? DEFAULT_SIZE_MULTIPLE;

  return {
    className: STYLED_LATENT_FLOW,
    executionProvider: parts.denoiser.executionProvider,
    sizeMultiple,
    maxPixels: MAX_PIXELS,
    defaults,
    release: parts.release,
    step: (runs) => stepTogether(parts.denoiser, runs),
    begin: async (request: ImageRequest) => {
      const prepared = await prepare(request, { model, parts, cell, sizeMultiple, defaults });
      const { shape, style, generator } = prepared;
      return new LatentRun({
        ...prepared,
        decode: (latents) =>
          decode({
            latents,
            shape,
            style: style?.index ?? 0,
            noise: generator.randn(noiseSize(shape)),
          }),
        preview: (latents) => preview(latents, shape),
      });
    },
  };
}

interface DecoderInput {
  readonly latents: Float32Array;
  readonly shape: LatentShape;
  readonly style: number;
  /** Standard normal, `[noise channels, height * noise scale, width * noise scale]`. */
  readonly noise: Float32Array;
}

function styledDecoder(session: Session, config: z.output<typeof decoderSchema>) {
  const names = ['latent_sample', 'style', 'noise'] as const;
  refuseOtherInputs(session, names);
  const latentInput = requireValue(session, 'inputs', names[0]);
  const styleInput = requireValue(session, 'inputs', names[1]);
  const noiseInput = requireValue(session, 'inputs', names[2]);
  const output = requireValue(session, 'outputs', 'sample');
  const { scaling_factor: scale, noise_channels: noiseChannels, noise_scale: noiseScale, spatial_scale: cell } = config;
  const shift = config.shift_factor ?? 0;
  return async ({ latents, shape, style, noise }: DecoderInput): Promise<PixelImage> => {
    const { channels, height, width } = shape;
    const scaled = latents.map((value) => value / scale + shift);
    const noiseDims = [1, noiseChannels, height * noiseScale, width * noiseScale];
    const outputs = await session.run({
      [latentInput.name]: tensorFor(session, latentInput, scaled, [1, channels, height, width]),
      [styleInput.name]: tensorFor(session, styleInput, [style], [1]),
      [noiseInput.name]: tensorFor(session, noiseInput, noise, noiseDims),
    });
    return toPixels(floatOutput(session, outputs, output.name).data, width * cell, height * cell);
  };
}
