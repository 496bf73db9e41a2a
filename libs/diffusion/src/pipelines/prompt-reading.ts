import type { PromptSyntax } from '../tokenizing/prompt-syntax.js';

/** How one text is read: its weights, or its brackets as they stand; in so many chunks of the encoder's length. */
export interface Reading {
  readonly weights: boolean;
  readonly chunks: number;
}

/** As diffusers reads: what is beyond the encoder's length is cut. */
export const PLAIN: Reading = { weights: false, chunks: 1 };

/** Twelve hundred of CLIP's tokens: more than anybody writes, and an end to what a request can ask for. */
const MOST_CHUNKS = 16;

interface Texts {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly guidanceScale: number;
  readonly syntax: PromptSyntax;
}

/**
 * How both texts of a request are read: in equally many chunks, for the shorter is filled up with empty ones, so that
 * they fit into one batch.
 *
 * @param readers the text encoders that read them
 * @param fixedLength whether the denoiser reads one chunk and no more
 */
export function readingOf(
  { prompt, negativePrompt, guidanceScale, syntax }: Texts,
  readers: readonly { chunkCount(text: string, weights: boolean): number }[],
  fixedLength: boolean,
): Reading {
  const { weights } = syntax;
  if (syntax.long === 'cut' || fixedLength) return { weights, chunks: 1 };
  const texts = guidanceScale > 1 ? [prompt, negativePrompt] : [prompt];
  const counts = texts.flatMap((text) => readers.map((reader) => reader.chunkCount(text, weights)));
  return { weights, chunks: Math.min(Math.max(...counts), MOST_CHUNKS) };
}

/**
 * Multiplies each token's vector by its weight, and all of them by what gives them the mean that they had: the rule of
 * A1111's web UI. Without weights nothing is touched.
 *
 * @param embeds `[tokens, features]`
 */
export function emphasised(embeds: Float32Array, weights: readonly number[]): Float32Array {
  if (weights.every((weight) => weight === 1)) return embeds;
  const features = embeds.length / weights.length;
  const weighted = embeds.map((value, index) => value * (weights[Math.floor(index / features)] ?? 1));
  const scale = sumOf(embeds) / sumOf(weighted);
  return Number.isFinite(scale) ? weighted.map((value) => value * scale) : weighted;
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
