import { CliError } from '../failure.js';
import type { HubFile } from './hub.js';

/** Which graph is taken of components that have several: `fp16` for model_fp16.onnx. */
export interface Variants {
  /** Of all that have it. */
  readonly everywhere: string | undefined;
  readonly byComponent: Readonly<Record<string, string>>;
}

export interface Choice {
  readonly files: readonly HubFile[];
  /** As imageai.json names them. */
  readonly variants: Readonly<Record<string, string>>;
}

export const INDEX = 'model_index.json';
export const MANIFEST = 'imageai.json';

const defaultGraph = 'model.onnx';
/** Weights for other frameworks than ONNX Runtime. */
const otherWeights =
  /\.(safetensors|pt|pth|ckpt|msgpack|h5|ot|gguf|mlmodel)$|\.safetensors\.index\.json$|pytorch_model.*\.bin|^openvino_|^flax_|^tf_/i;
const forPeople = /\.(md|txt\.md|png|jpe?g|webp|gif|pdf)$|^\./i;

/**
 * Those files of a repository that the engine needs: the index, and of each component its graph with the weights that
 * lie beside it, its settings, its tokenizer.
 */
export function chooseFiles(all: readonly HubFile[], repository: string, variants: Variants): Choice {
  const root = all.filter(({ path }) => path === INDEX || path === MANIFEST);
  if (!root.some(({ path }) => path === INDEX)) {
    throw new CliError(`${repository} is no pipeline of diffusers: it has no ${INDEX}.`);
  }
  const chosen: Record<string, string> = {};
  const files = [...root];
  let graphs = 0;
  for (const [component, own] of Map.groupBy(all.filter(isOfComponent), componentOf)) {
    const names = own.map(nameOf).filter((name) => name.endsWith('.onnx'));
    const graph = graphOf(component, names, variants);
    if (graph !== undefined) graphs += 1;
    const [, variant] = /^model_(.+)\.onnx$/.exec(graph ?? '') ?? [];
    if (variant !== undefined) chosen[component] = variant;
    const others = names.filter((name) => name !== graph);
    files.push(...own.filter((file) => isNeeded(nameOf(file), others)));
  }
  for (const component of Object.keys(variants.byComponent)) {
    if (chosen[component] !== variants.byComponent[component]) {
      throw new CliError(`${repository} has no ${component}/model_${variants.byComponent[component]}.onnx.`);
    }
  }
  if (graphs === 0) {
    throw new CliError(
      `${repository} has no ONNX files: take a repository (or a --revision) that was exported to ONNX, or export it.`,
    );
  }
  return { files, variants: chosen };
}

/** Files straight in a folder of the root, by a name that no file system takes for another place. */
const isOfComponent = ({ path }: HubFile): boolean => /^[\w-][\w.-]*\/[\w-][\w .+-]*$/.test(path);
const componentOf = ({ path }: HubFile): string => path.slice(0, path.indexOf('/'));
const nameOf = ({ path }: HubFile): string => path.slice(path.indexOf('/') + 1);

function graphOf(component: string, names: readonly string[], variants: Variants): string | undefined {
  const [only, ...more] = names;
  if (only === undefined) return undefined;
  const own = variants.byComponent[component];
  const wanted = own === undefined ? variants.everywhere : own;
  const variant = wanted === undefined ? undefined : `model_${wanted}.onnx`;
  if (variant !== undefined && names.includes(variant)) return variant;
  if (names.includes(defaultGraph)) return defaultGraph;
  if (more.length === 0) return only;
  const known = names.flatMap((name) => /^model_(.+)\.onnx$/.exec(name)?.[1] ?? []).join(', ');
  throw new CliError(`${component} comes in several forms: choose one with --variant ${component}=… (${known}).`);
}

/** All but what belongs to the graphs that were not taken (`model_fp16.onnx_data` too), to others, or to people. */
const isNeeded = (name: string, otherGraphs: readonly string[]): boolean =>
  !otherGraphs.some((graph) => name.startsWith(graph)) && !otherWeights.test(name) && !forPeople.test(name);
