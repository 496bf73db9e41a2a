import { z } from 'zod';
import { readJsonFile } from './json-file.js';

const schema = z.looseObject({ _class_name: z.string().min(1) });

/** What `model_index.json` says. */
export interface ModelIndex {
  /** The pipeline class, without the prefix `Onnx` or `ORT` of an export. */
  readonly pipelineClass: string;
  /** Folders of the components that are there; a component set to null is not. */
  readonly components: readonly string[];
  /** Components that are set to null: they are not used, whatever the folder has. */
  readonly leftOut: readonly string[];
  /** What the pipeline is set to besides, such as `force_zeros_for_empty_prompt`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @throws ModelError `file_missing` or `file_invalid` */
export async function readModelIndex(folder: string): Promise<ModelIndex> {
  const { _class_name: className, ...entries } = await readJsonFile(folder, 'model_index.json', schema);
  const listed = Object.entries(entries).filter(([, value]) => Array.isArray(value));
  const isLeftOut = ([, value]: [string, unknown]) => Array.isArray(value) && value.every((part) => part === null);
  const components = listed.filter((entry) => !isLeftOut(entry)).map(([name]) => name);
  const leftOut = listed.filter(isLeftOut).map(([name]) => name);
  const settings = Object.fromEntries(Object.entries(entries).filter(([, value]) => !Array.isArray(value)));
  return { pipelineClass: className.replace(/^(Onnx|ORT)/, ''), components, leftOut, settings };
}
