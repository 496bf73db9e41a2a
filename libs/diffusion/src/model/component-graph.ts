import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from './manifest.js';
import { ModelError } from './model-error.js';
import type { ModelFolder } from './read-model-folder.js';

const DEFAULT_GRAPH = 'model.onnx';

/**
 * Which graph of a component is run: the variant that the manifest chooses for it (`model_fp16.onnx` for `fp16`), or
 * `model.onnx`, or the only one that is there.
 *
 * @returns path inside the model's folder, with `/`
 * @throws ModelError `file_missing` when there is none, or several and nothing says which
 */
export async function componentGraph(
  { path, manifest }: Pick<ModelFolder, 'path' | 'manifest'>,
  component: string,
): Promise<string> {
  const graphs = await graphsOf(path, component);
  const variant = manifest?.variants?.[component];
  const wanted = variant ? `model_${variant}.onnx` : DEFAULT_GRAPH;
  if (graphs.includes(wanted)) return `${component}/${wanted}`;
  const [only, ...others] = graphs;
  if (only && others.length === 0 && !variant) return `${component}/${only}`;
  const advice = only
    ? `name one of ${graphs.join(', ')} by its variant in "variants" of ${MANIFEST_FILE}`
    : 'add it or export the model again';
  throw new ModelError('file_missing', `${component}/${wanted} is missing in ${path}: ${advice}.`);
}

/** Whether a component that pipelines can do without is there. */
export async function hasGraph(
  { path, index }: Pick<ModelFolder, 'path' | 'index'>,
  component: string,
): Promise<boolean> {
  return !index.leftOut.includes(component) && (await graphsOf(path, component)).length > 0;
}

async function graphsOf(path: string, component: string): Promise<string[]> {
  const entries = await readdir(join(path, component)).catch(() => [] as string[]);
  return entries.filter((name) => name.endsWith('.onnx')).sort();
}
