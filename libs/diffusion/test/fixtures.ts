import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const TINY_FLOW = resolve('fixtures/tiny-styled-latent-flow');
export const TINY_STABLE_DIFFUSION = resolve('fixtures/tiny-stable-diffusion');

/** One recorded image of fixtures/make_tiny_model.py. */
export interface ReferenceCase {
  prompt: string;
  negativePrompt: string;
  style: string;
  width: number;
  height: number;
  seed: number;
  steps: number;
  guidanceScale: number;
  scheduler: Record<string, unknown>;
  promptIds: number[];
  negativePromptIds: number[];
  noise: string;
  latents: string[];
  everyEighthPixel: string;
}

export async function referenceCases(folder: string): Promise<ReferenceCase[]> {
  return JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8'));
}

/** A model folder that a test may damage. */
export async function copyOf(folder: string): Promise<string> {
  const copy = join(await mkdtemp(join(tmpdir(), 'imageai-model-')), 'model');
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** Changes one JSON file of a model folder. */
export async function editJson(
  folder: string,
  path: string,
  edit: (json: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const file = join(folder, path);
  await writeFile(file, JSON.stringify(edit(JSON.parse(await readFile(file, 'utf8')))));
}

export function unpackFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

export function unpackBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The pixels that reference.json keeps: every eighth of every eighth row. */
export function everyEighthPixel(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const kept: number[] = [];
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) kept.push(...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
  }
  return Uint8Array.from(kept);
}

/** The largest distance between values at the same place; infinite where the lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < actual.length; index += 1) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
