import { readModelFolder } from '../model/read-model-folder.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';
import type { Runtime } from '../runtime/session.js';
import { describeModel, describeUnusable } from './describe-model.js';
import type { ModelDescriptor } from './image-engine.js';
import { modelBytes } from './model-bytes.js';
import { nameOfFolder } from './name-of-folder.js';

/** What is found about a model folder. */
export interface ModelCheck {
  /** What an engine would say of it: ready, or why not in one sentence. */
  readonly model: ModelDescriptor;
  /** About what it takes in memory; 0 where it cannot run. */
  readonly memoryBytes: number;
  /** What an operator may want to mend though the model runs. */
  readonly remarks: readonly string[];
}

/**
 * Says what a folder is and whether it will run: reads and verifies all of it, loads it, and takes one step of the
 * smallest image, since a graph can still turn out to be of the wrong kind when it is run. It is the caller's thread
 * that computes.
 */
export async function checkModelFolder(folder: string, runtime: Runtime): Promise<ModelCheck> {
  try {
    const folderRead = await readModelFolder(folder);
    const pipeline = await loadPipeline(folderRead, runtime);
    try {
      const side = pipeline.sizeMultiple;
      const run = await pipeline.begin({ prompt: 'a test', width: side, height: side, seed: 0, steps: 1 });
      while (run.stepsDone < run.steps) await pipeline.step([run]);
      await run.decode();
      const model = describeModel(folderRead, pipeline, runtime);
      return { model, memoryBytes: await modelBytes(folderRead), remarks: remarksOn(folderRead) };
    } finally {
      await pipeline.release();
    }
  } catch (error) {
    return { model: describeUnusable(await nameOfFolder(folder), folder, error), memoryBytes: 0, remarks: [] };
  }
}

function remarksOn({ manifest }: Awaited<ReturnType<typeof readModelFolder>>): string[] {
  return [
    ...(manifest?.licence === undefined ? ['No licence is named: add imageai.json with one.'] : []),
    ...(manifest?.source === undefined ? ['No source is named: add imageai.json with one.'] : []),
    ...(manifest?.files === undefined ? ['Its files are not verified: imageai.json names no sha256 of them.'] : []),
  ];
}
