import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ImageRequest } from '../src/pipelines/image-request.js';
import { unpackBytes } from './fixtures.js';

/** One image that diffusers made, as fixtures/families/make_families.py recorded it. Tensors are in base64. */
export interface FamilyCase {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly style: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** RGB pixels of the request's size. */
  readonly image?: string;
  readonly mask?: string;
  readonly strength?: number;
  /** Tokens that T5 was to read, where not as many as by default. */
  readonly maxSequenceLength?: number;
  /** Share of the steps at which guidance ended. */
  readonly guidedUntil?: number;
  readonly scheduler: Record<string, unknown>;
  /** Latents before the first step. */
  readonly initial: string;
  /** What the denoiser was given at each step. */
  readonly timesteps: readonly number[];
  /** What else the denoiser was given, by the names of its inputs; the negative prompt's rows first. */
  readonly conditioning: Readonly<Record<string, string>>;
  readonly latents: readonly string[];
  readonly pixels: string;
}

interface Reference {
  /** Folder with the components that this model does not have itself. */
  readonly base?: string;
  readonly cases: readonly FamilyCase[];
}

/** The recorded images of a tiny model in `fixtures`. */
export async function familyCases(name: string): Promise<readonly FamilyCase[]> {
  return (await reference(name)).cases;
}

/** What a recorded image was asked for by. */
export function requestOf({
  image,
  mask,
  guidedUntil: _,
  maxSequenceLength: __,
  ...recorded
}: FamilyCase): ImageRequest {
  const { width, height } = recorded;
  const source = (pixels: string) => ({ pixels: unpackBytes(pixels), width, height });
  return { ...recorded, ...(image && { image: source(image) }), ...(mask && { mask: source(mask) }) };
}

/** A copy of a tiny model, whole, with the scheduler that one of its images was made with. */
export async function familyFolder(name: string, scheduler?: Record<string, unknown>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'imageai-family-')), name);
  await copyTo(folder, name);
  if (scheduler) await writeFile(join(folder, 'scheduler/scheduler_config.json'), JSON.stringify(scheduler));
  return folder;
}

/** Its base first, and the base's own. */
async function copyTo(folder: string, name: string): Promise<void> {
  const { base } = await reference(name);
  if (base) await copyTo(folder, base);
  await cp(resolve('fixtures', name), folder, { recursive: true });
}

async function reference(name: string): Promise<Reference> {
  return JSON.parse(await readFile(resolve('fixtures', name, 'reference.json'), 'utf8'));
}
