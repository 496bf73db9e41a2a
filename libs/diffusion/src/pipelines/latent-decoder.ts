import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { Components } from './components.js';
import type { LatentShape } from './denoiser.js';
import type { PixelImage } from './pipeline.js';
import { toPixels } from './pixels.js';

/** What exports say of an autoencoder; older ones say nothing. */
const schema = z.looseObject({
  block_out_channels: z.array(z.int()).optional(),
  latent_channels: z.int().positive().optional(),
  scaling_factor: z.number().positive().nullish(),
  shift_factor: z.number().nullish(),
});

const DEFAULT_CELL = 8;

/** What holds for an autoencoder whose export does not say. */
export interface AutoencoderDefaults {
  readonly channels: number;
  readonly scalingFactor: number;
  /** 0 by default. */
  readonly shiftFactor?: number;
}

/** The numbers that decoder and encoder of one autoencoder share. */
export interface AutoencoderSettings {
  /** Pixels a latent cell is wide and high. */
  readonly cell: number;
  /** Of the latents, where the configuration says so. */
  readonly channels: number | undefined;
  /** Latents are `scalingFactor (z - shiftFactor)` of what the autoencoder calls `z`. */
  readonly scalingFactor: number;
  readonly shiftFactor: number;
}

/** @throws ModelError `file_invalid` */
export async function autoencoderSettings(
  { model }: Components,
  component: 'vae_decoder' | 'vae_encoder',
  { scalingFactor, shiftFactor = 0 }: AutoencoderDefaults,
): Promise<AutoencoderSettings> {
  const config = await readOptionalJsonFile(model.path, `${component}/config.json`, schema);
  return {
    cell: config?.block_out_channels ? 2 ** (config.block_out_channels.length - 1) : DEFAULT_CELL,
    channels: config?.latent_channels,
    scalingFactor: config?.scaling_factor ?? scalingFactor,
    shiftFactor: config?.shift_factor ?? shiftFactor,
  };
}

/** From latents to pixels: the decoder half of an autoencoder (Kingma and Welling 2013, arXiv:1312.6114). */
export interface LatentDecoder {
  readonly cell: number;
  readonly channels: number;
  /** @param latents `[channels, height, width]` */
  decode(latents: Float32Array, shape: LatentShape): Promise<PixelImage>;
}

/** @throws ModelError */
export async function loadLatentDecoder(components: Components, defaults: AutoencoderDefaults): Promise<LatentDecoder> {
  const settings = await autoencoderSettings(components, 'vae_decoder', defaults);
  const session = await components.session('vae_decoder');
  const input = requireValue(session, 'inputs', 'latent_sample', 'latent_parameters', 'latents');
  const output = requireValue(session, 'outputs', 'sample');
  refuseOtherInputs(session, [input.name]);
  const { cell, scalingFactor, shiftFactor } = settings;
  const inGraph = input.dims[1];
  const channels = settings.channels ?? (typeof inGraph === 'number' ? inGraph : defaults.channels);
  return {
    cell,
    channels,
    decode: async (latents, { height, width }) => {
      const scaled = latents.map((value) => value / scalingFactor + shiftFactor);
      const feeds = { [input.name]: tensorFor(session, input, scaled, [1, channels, height, width]) };
      const { data } = floatOutput(session, await session.run(feeds), output.name);
      return toPixels(data, width * cell, height * cell);
    },
  };
}
