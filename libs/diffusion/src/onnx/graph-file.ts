import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ModelError, reasonOf } from '../model/model-error.js';
import { type GraphProto, ModelProto } from './gen/onnx/onnx.js';

/** A graph as it lies in its file; weights beside the file stay there until they are asked for. */
export interface GraphFile {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  /** Where weights beside the graph are looked for. */
  readonly folder: string;
}

/**
 * @param label for messages: `unet/model.onnx`
 * @throws ModelError `file_invalid`
 */
export async function readGraphFile(path: string, label: string): Promise<GraphFile> {
  try {
    const model = ModelProto.decode(await readFile(path));
    if (model.graph) return { model, graph: model.graph, folder: dirname(path) };
  } catch (error) {
    throw new ModelError(
      'file_invalid',
      `${label} is damaged or not an ONNX model (${reasonOf(error)}): export it again.`,
    );
  }
  throw new ModelError('file_invalid', `${label} holds no graph: export it again.`);
}

/** Version of ONNX's own operators that the graph was written for. */
export function opsetOf({ model }: GraphFile): number {
  return Number(model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0n);
}
