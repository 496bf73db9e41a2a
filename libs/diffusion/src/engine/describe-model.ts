import { ModelError, reasonOf } from '../model/model-error.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import { NO_STYLE } from '../model/styles.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import type { Runtime } from '../runtime/session.js';
import type { ReadyModel, UnusableModel } from './image-engine.js';

/** What is said of a model that runs. */
export function describeModel(model: ModelFolder, pipeline: Pipeline, runtime: Runtime): ReadyModel {
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
    runtime: runtimeOf(pipeline, runtime),
    passedOver: runtime.passedOver,
    defaults: pipeline.defaults,
    styles,
    sizeMultiple: pipeline.sizeMultiple,
    maxPixels: pipeline.maxPixels,
    features: [...pipeline.features, ...(styles.length > 0 ? (['styles'] as const) : [])],
  };
}

/** The processor's threads share an operation out differently for each number of them, and so round differently. */
function runtimeOf({ executionProvider }: Pipeline, { name, threads }: Runtime): string {
  const where = `${name}-${executionProvider}`;
  return executionProvider === 'cpu' ? `${where}-${threads}-${threads === 1 ? 'thread' : 'threads'}` : where;
}

/** What is said of one that does not. */
export function describeUnusable(name: string, folder: string, error: unknown): UnusableModel {
  const code = error instanceof ModelError ? error.code : 'internal';
  return { status: 'unusable', name, folder, code, reason: reasonOf(error) };
}
