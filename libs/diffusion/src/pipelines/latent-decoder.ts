import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import { MANIFEST_FILE } from '../model/manifest.js';
import { ModelError } from '../model/model-error.js';
import { autoencoderChange } from '../onnx/graph-changes.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { Components } from './components.js';
import type { LatentShape } from './denoiser.js';
import type { PixelImage } from './pipeline.js';
import { toPixels } from './pixels.js';
import { type DecodeSample, tiledDecoding } from './tiled-decoding.js';

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
  component: string,
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

const DECODER = 'vae_decoder';
/** Distilled decoders such as TAESD (AutoencoderTiny in diffusers) read latents as the denoiser gives them. */
const UNSCALED = { scalingFactor: 1, shiftFactor: 0 };

/**
 * The folder's `vae_decoder`, or the one that its manifest names instead.
 *
 * @throws ModelError
 */
export async function loadLatentDecoder(components: Components, defaults: AutoencoderDefaults): Promise<LatentDecoder> {
  const component = components.model.manifest?.decoder ?? DECODER;
  const unsaid = component === DECODER ? defaults : { ...defaults, ...UNSCALED };
  const settings = await autoencoderSettings(components, component, unsaid);
  const session = await components.session(component, autoencoderChange);
  const input = requireValue(session, 'inputs', 'latent_sample', 'latent_parameters', 'latents');
  const output = requireValue(session, 'outputs', 'sample');
  refuseOtherInputs(session, [input.name]);
  const { cell, scalingFactor, shiftFactor } = settings;
  const inGraph = input.dims[1];
  const channels = settings.channels ?? (typeof inGraph === 'number' ? inGraph : defaults.channels);
  const whole: DecodeSample = async (latents, { height, width }) => {
    const feeds = { [input.name]: tensorFor(session, input, latents, [1, channels, height, width]) };
    return floatOutput(session, await session.run(feeds), output.name).data;
  };
  const tile = components.model.manifest?.decoder_tile;
  const decode = tile === undefined ? whole : tiledDecoding(whole, tileInCells(components, tile, cell), cell);
  return {
    cell,
    channels,
    decode: async (latents, shape) => {
      const scaled = latents.map((value) => value / scalingFactor + shiftFactor);
      return toPixels(await decode(scaled, shape), shape.width * cell, shape.height * cell);
    },
  };
}

/** A quarter of a tile overlaps the next, and is to be of whole cells. */
function tileInCells({ model }: Components, tile: number, cell: number): number {
  if (tile % (4 * cell) === 0) return tile / cell;
  throw new ModelError(
    'file_invalid',
    `decoder_tile in ${model.path}/${MANIFEST_FILE} is ${tile}: give a multiple of ${4 * cell} pixels.`,
  );
}
