import { basename, resolve } from 'node:path';
import { readManifest } from '../model/manifest.js';
import { ModelError, reasonOf } from '../model/model-error.js';
import { type ModelFolder, readModelFolder } from '../model/read-model-folder.js';
import { NO_STYLE } from '../model/styles.js';
import { loadPipeline } from '../pipelines/load-pipeline.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import type { Runtime } from '../runtime/session.js';
import type { ModelDescriptor, ReadyModel, UnusableModel } from './image-engine.js';

/** The models of an engine: all that were named, and the pipelines of those that run. */
export interface LoadedModels {
  readonly descriptors: readonly ModelDescriptor[];
  readonly pipelines: ReadonlyMap<string, Pipeline>;
}

/** Loads model folders one after the other. A folder that cannot run is described as unusable; the others serve. */
export async function loadModels(folders: readonly string[], runtime: Runtime): Promise<LoadedModels> {
  const descriptors: ModelDescriptor[] = [];
  const pipelines = new Map<string, Pipeline>();
  for (const folder of folders) {
    const name = await nameOf(folder);
    try {
      const model = await readModelFolder(folder);
      if (pipelines.has(name)) {
        const reason = `The model in ${folder} has the name ${name}, which another model has: rename one of them.`;
        descriptors.push({ status: 'unusable', name, folder, code: 'name_taken', reason });
        continue;
      }
      const pipeline = await loadPipeline(model, runtime);
      pipelines.set(name, pipeline);
      descriptors.push(describe(model, pipeline, runtime.name));
    } catch (error) {
      descriptors.push(unusable(name, folder, error));
    }
  }
  return { descriptors, pipelines };
}

/** Known even where the rest of the folder is not fit to be read. */
async function nameOf(folder: string): Promise<string> {
  const manifest = await readManifest(folder).catch(() => undefined);
  return manifest?.name ?? basename(resolve(folder));
}

function describe(model: ModelFolder, pipeline: Pipeline, runtimeName: string): ReadyModel {
  const styles = [...model.styles.keys()].filter((style) => style !== NO_STYLE);
  return {
    status: 'ready',
    name: model.name,
    folder: model.path,
    digest: model.digest,
    revision: model.manifest?.revision,
    licence: model.manifest?.licence,
    source: model.manifest?.source,
    pipeline: pipeline.className,
    executionProvider: pipeline.executionProvider,
    runtime: `${runtimeName}-${pipeline.executionProvider}`,
    defaults: pipeline.defaults,
    styles,
    sizeMultiple: pipeline.sizeMultiple,
    maxPixels: pipeline.maxPixels,
    features: [...pipeline.features, ...(styles.length > 0 ? (['styles'] as const) : [])],
  };
}

function unusable(name: string, folder: string, error: unknown): UnusableModel {
  const code = error instanceof ModelError ? error.code : 'internal';
  return { status: 'unusable', name, folder, code, reason: reasonOf(error) };
}
