import { z } from 'zod';
import { readOptionalJsonFile } from '../model/json-file.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import { denoiserChange } from '../onnx/graph-changes.js';
import type { Runtime, Session } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import { Components } from './components.js';
import { conditionBoth } from './conditioning.js';
import { Denoiser, type LatentShape } from './denoiser.js';
import { exactTiles } from './exact-tiles.js';
import { latentPipeline } from './latent-pipeline.js';
import { loadSchedulers } from './load-schedulers.js';
import type { Pipeline, PixelImage } from './pipeline.js';
import { toPixels } from './pixels.js';
import { cutPlanes } from './planes.js';
import { besideEachOther } from './prompt-embeds.js';
import { TextConditioner } from './text-conditioner.js';

export const STYLED_LATENT_FLOW = 'StyledLatentFlowPipeline';

const decoderSchema = z.looseObject({
  scaling_factor: z.number().positive().default(1),
  shift_factor: z.number().nullish(),
  spatial_scale: z.int().positive().default(64),
  noise_channels: z.int().positive().default(1),
  noise_scale: z.int().positive().default(32),
  margin: z.int().positive().optional(),
});

/** The denoiser halves the latents once or more. */
const DEFAULT_SIZE_MULTIPLE = 128;
const DEFAULT_CHANNELS = 4;

/**
 * The embedded model's pipeline: a rectified flow (Liu et al. 2022, arXiv:2209.03003) in coarse latents that say what
 * is where, and a decoder that is told the style and given noise, and paints texture from both. The style stands in
 * the prompt too, as a token of its own.
 *
 * The decoder's noise continues from the generator that drew the latents.
 *
 * @throws ModelError
 */
export const styledLatentFlowPipeline = (model: ModelFolder, runtime: Runtime) =>
  Components.use(model, runtime, async (components): Promise<Pipeline> => {
    const config = decoderSchema.parse(
      (await readOptionalJsonFile(model.path, 'vae_decoder/config.json', decoderSchema)) ?? {},
    );
    const schedulers = await loadSchedulers(components);
    const text = await TextConditioner.load(components, { layer: 'last' });
    const denoiser = new Denoiser(await components.session('unet', denoiserChange), ['encoder_hidden_states']);
    const decoder = styledDecoder(await components.session('vae_decoder'), config);
    return latentPipeline(components, {
      className: STYLED_LATENT_FLOW,
      denoiser,
      schedulers,
      condition: (request) =>
        conditionBoth(request, async (words) => ({ encoder_hidden_states: besideEachOther(await text.encode(words)) })),
      decode: (latents, { shape, style, generator }) =>
        decoder.decode({
          latents,
          shape,
          style: style?.index ?? 0,
          noise: generator.randn(config.noise_channels * shape.height * shape.width * config.noise_scale ** 2),
        }),
      channels: decoder.channels,
      cell: config.spatial_scale,
      sizeMultiple: DEFAULT_SIZE_MULTIPLE,
      defaults: { steps: 20, guidanceScale: 7.5 },
    });
  });

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
  const inGraph = latentInput.dims[1];
  const decodeAtOnce = async ({ latents, shape, style, noise }: DecoderInput): Promise<PixelImage> => {
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
  const decode = async ({ latents, shape, style, noise }: DecoderInput): Promise<PixelImage> => {
    const { channels, height, width } = shape;
    const noiseSize = { height: height * noiseScale, width: width * noiseScale };
    const pixels = new Uint8Array(3 * height * width * cell * cell);
    for (const { rows, columns } of exactTiles(shape, config.margin)) {
      const [tall, wide] = [rows.high - rows.low, columns.high - columns.low];
      const seen = { top: rows.low, left: columns.low, height: tall, width: wide };
      const tile = await decodeAtOnce({
        latents: cutPlanes(latents, shape, seen),
        shape: { channels, height: tall, width: wide },
        style,
        noise: cutPlanes(noise, noiseSize, {
          top: rows.low * noiseScale,
          left: columns.low * noiseScale,
          height: tall * noiseScale,
          width: wide * noiseScale,
        }),
      });
      const length = 3 * cell * (columns.to - columns.from);
      for (let y = rows.from * cell; y < rows.to * cell; y += 1) {
        const from = 3 * cell * ((y - rows.low * cell) * wide + columns.from - columns.low);
        pixels.set(tile.pixels.subarray(from, from + length), 3 * cell * (y * width + columns.from));
      }
    }
    return { pixels, width: width * cell, height: height * cell };
  };
  return { decode, channels: typeof inGraph === 'number' ? inGraph : DEFAULT_CHANNELS };
}
