import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SHAPE } from './peers/models.js';

/** A model that is measured, and how much of it: large ones take seconds where small ones take milliseconds. */
export interface BenchModel {
  readonly name: string;
  readonly folder: string;
  /** How rows of the table call it. */
  readonly label: string;
  /** Of the pictures that the engine alone makes, and of those that go through the platform. */
  readonly side: { readonly alone: number; readonly through: number };
  readonly steps: number;
  readonly guidanceScale: number;
  readonly rounds: number;
  /** That go through the platform in one round. */
  readonly images: number;
}

export const embedded: BenchModel = {
  name: 'embedded',
  folder: fileURLToPath(new URL('../../../models/embedded', import.meta.url)),
  label: 'embedded model',
  side: { alone: 1024, through: 512 },
  steps: 20,
  guidanceScale: 7.5,
  rounds: 5,
  images: 12,
};

/** One step of the shape of SD-Turbo, among the models of the comparison with peers. */
export const ofTrueSize = (models: string): BenchModel => ({
  name: SHAPE,
  folder: join(models, SHAPE),
  label: 'a model of the true size',
  side: { alone: 512, through: 512 },
  steps: 1,
  guidanceScale: 1,
  rounds: 3,
  images: 3,
});

/** An image that leaves nothing to defaults. */
export const picture = ({ name, steps, guidanceScale }: BenchModel, side: number, seed: number) => ({
  model: name,
  prompt: `a serene mountain lake at sunset, ${seed}`,
  width: side,
  height: side,
  seed,
  steps,
  guidanceScale,
});
