import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { componentGraph, hasGraph } from '../model/component-graph.js';
import { ModelError } from '../model/model-error.js';
import { type ModelFolder, readModelFolder } from '../model/read-model-folder.js';
import type { OnnxRuntime } from '../runtime/onnx-runtime.js';
import { installVariants } from './install-variants.js';
import { INT8, Int8Variant } from './int8-variant.js';
import { makePictures, type Setting, type TimedPicture } from './make-pictures.js';
import { CALIBRATION_PROMPTS, COMPARISON_PROMPTS } from './prompts.js';
import { type Quality, qualityOf } from './quality.js';
import { type Substitute, SubstitutedRuntime } from './substituted-runtime.js';

export interface OptimiseOptions {
  /** The denoiser where left out: `unet` or `transformer`. */
  readonly components?: readonly string[] | undefined;
  readonly prompts?: readonly string[] | undefined;
  /** Pixels a side of the pictures; 512 by default. */
  readonly size?: number | undefined;
  /** Of each picture; the model's own by default. */
  readonly steps?: number | undefined;
  /** What the mean PSNR of the compared pictures may be at the least; 20 by default. */
  readonly leastPsnrDb?: number | undefined;
  /** Keep it though it is below the limit. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ((progress: OptimiseProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Weights beyond it lie beside their graph; 64 MiB by default. */
  readonly mostInsideBytes?: number | undefined;
}

export interface OptimiseProgress {
  readonly stage: 'reference' | 'calibration' | 'comparison';
  /** Steps of pictures; how many there are is not known before the model is loaded. */
  readonly done: number;
  readonly of?: number | undefined;
}

export interface OptimisedComponent {
  readonly component: string;
  /** In the model's folder. */
  readonly file: string;
  readonly layers: number;
  /** Of those that could have been rounded. */
  readonly ofLayers: number;
  readonly bytes: number;
}

export interface OptimiseReport {
  readonly folder: string;
  /** Whether the model uses it from now on. */
  readonly written: boolean;
  readonly components: readonly OptimisedComponent[];
  readonly quality: Quality;
  readonly leastPsnrDb: number;
  /** Of a picture's steps and decoding, in the mean: as the model was, and as it is. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

const DEFAULT_SIZE = 512;
const DEFAULT_LEAST_PSNR_DB = 20;
const SCRATCH = '.optimise.unfinished';
/** Of the layers, what is left as it is: nothing first, and more where the pictures change too much. */
const KEPT_SHARES = [0, 0.1, 0.25];

/**
 * Writes int8 variants of a model's components beside them, and has `imageai.json` choose them: static quantisation,
 * with the ranges that values have while the model makes pictures of real prompts. What it costs is measured by
 * pictures of other prompts, with the same seeds, of the model as it was; below the limit the model stays as it is. It
 * is the caller's thread that computes.
 *
 * @throws ModelError; the folder is as it was before
 */
export async function optimiseModel(
  folder: string,
  runtime: OnnxRuntime,
  options: OptimiseOptions = {},
): Promise<OptimiseReport> {
  const path = resolve(folder);
  const model = unoptimised(await readModelFolder(path), options.components);
  await discardUnfinished(path);
  const scratch = join(path, SCRATCH);
  try {
    return await optimise(model, runtime, scratch, options);
  } finally {
    await discardUnfinished(path);
  }
}

/** Removes what a run left that was ended from outside. */
export async function discardUnfinished(folder: string): Promise<void> {
  await rm(join(folder, SCRATCH), { recursive: true, force: true });
}

async function optimise(
  model: ModelFolder,
  runtime: OnnxRuntime,
  scratch: string,
  options: OptimiseOptions,
): Promise<OptimiseReport> {
  const { prompts = CALIBRATION_PROMPTS, leastPsnrDb = DEFAULT_LEAST_PSNR_DB, force = false } = options;
  const setting: Setting = { size: options.size ?? DEFAULT_SIZE, steps: options.steps };
  const pictures = (
    stage: OptimiseProgress['stage'],
    substitutes: readonly (readonly [string, Substitute])[],
    asked: readonly string[],
  ) => {
    const onStep = (done: number, of?: number) => {
      options.signal?.throwIfAborted();
      options.onProgress?.({ stage, done, of });
    };
    return makePictures(model, new SubstitutedRuntime(runtime, new Map(substitutes)), asked, setting, onStep);
  };

  const variants = await beginAll(model, runtime, scratch, options);
  const references = await pictures('reference', [], COMPARISON_PROMPTS);
  const watched = await Promise.all(variants.map(async (one) => [one.component, await one.watched()] as const));
  await pictures('calibration', watched, prompts);

  let best = { quality: worthless, afterMs: 0 };
  for (const keptShare of KEPT_SHARES) {
    const written: (readonly [string, Substitute])[] = [];
    for (const one of variants) written.push([one.component, await one.write(keptShare)]);
    const made = await pictures('comparison', written, COMPARISON_PROMPTS);
    best = { quality: qualityOf(made, references), afterMs: meanMs(made) };
    if (best.quality.psnrDb >= leastPsnrDb || force) break;
  }
  const written = force || best.quality.psnrDb >= leastPsnrDb;
  const components = await Promise.all(variants.map((one) => described(one, scratch)));
  if (written) await install(model, scratch, variants, best.quality);
  return {
    ...{ folder: model.path, written, components, leastPsnrDb },
    quality: best.quality,
    beforeMs: meanMs(references),
    afterMs: best.afterMs,
  };
}

const worthless: Quality = { pictures: 0, psnrDb: 0, worstPsnrDb: 0, latentError: 1 };

/** The model with the graphs that it was exported with, in place of those that an earlier run made. */
function unoptimised(model: ModelFolder, components: readonly string[] | undefined): ModelFolder {
  const { manifest } = model;
  if (!manifest?.variants) return model;
  const chosen = Object.entries(manifest.variants).map(([component, variant]) => {
    if (variant !== INT8 || (components && !components.includes(component))) return [component, variant];
    return [component, /\/model_([\w.-]+)\.onnx$/.exec(manifest.optimised?.[component]?.from ?? '')?.[1]];
  });
  const variants = Object.fromEntries(chosen.filter(([, variant]) => variant !== undefined));
  return { ...model, manifest: { ...manifest, variants } };
}

async function beginAll(
  model: ModelFolder,
  runtime: OnnxRuntime,
  scratch: string,
  { components, mostInsideBytes }: OptimiseOptions,
): Promise<Int8Variant[]> {
  const variants: Int8Variant[] = [];
  for (const component of components ?? (await denoiserOf(model))) {
    const own = join(scratch, component);
    await mkdir(own, { recursive: true });
    const source = await componentGraph(model, component);
    variants.push(await Int8Variant.begin(runtime, model.path, source, own, mostInsideBytes));
  }
  return variants;
}

async function denoiserOf(model: ModelFolder): Promise<string[]> {
  for (const component of ['unet', 'transformer']) if (await hasGraph(model, component)) return [component];
  throw new ModelError('file_missing', `${model.path} has neither a unet nor a transformer: name its components.`);
}

async function described(variant: Int8Variant, scratch: string): Promise<OptimisedComponent> {
  const { component, fileName, layerCount, candidateCount } = variant;
  const path = join(scratch, component, fileName);
  const sizes = await Promise.all([path, `${path}_data`].map((file) => stat(file).catch(() => ({ size: 0 }))));
  return {
    component,
    file: `${component}/${fileName}`,
    layers: layerCount,
    ofLayers: candidateCount,
    bytes: sizes.reduce((sum, { size }) => sum + size, 0),
  };
}

function install(
  model: ModelFolder,
  scratch: string,
  variants: readonly Int8Variant[],
  { psnrDb, worstPsnrDb, latentError, pictures }: Quality,
): Promise<void> {
  const ready = variants.map(({ component, source, fileName }) => ({
    ...{ component, source, fileName, variant: INT8 },
    scratch: join(scratch, component),
  }));
  const quality = { psnr_db: psnrDb, worst_psnr_db: worstPsnrDb, latent_error: latentError, pictures };
  return installVariants(model.path, scratch, ready, quality);
}

const meanMs = (pictures: readonly TimedPicture[]): number =>
  pictures.reduce((sum, { ms }) => sum + ms, 0) / pictures.length;
