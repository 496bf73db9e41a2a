import { open, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelProto, type TensorProto } from './gen/onnx/onnx.js';
import type { GraphFile } from './graph-file.js';
import { bytesOf, isExternal } from './weights.js';

/** No graph may have 2 GiB, and one that is written, or changed while it is loaded, is in memory several times. */
const MOST_INSIDE_BYTES = 2 ** 26;
/** Smaller ones are not worth a look into another file. */
const LEAST_BESIDE_BYTES = 1024;
/** Where weights begin in their file, so that they can be used where they lie. */
const ALIGNMENT = 64;

/**
 * Writes a graph with its weights inside, or, where they are large, in `<path>_data` beside it.
 *
 * @returns the files' paths, the graph's last
 */
export async function writeGraphFile(
  { model, graph, folder }: GraphFile,
  path: string,
  mostInsideBytes = MOST_INSIDE_BYTES,
): Promise<string[]> {
  const size = graph.initializer.reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  const dataPath = `${path}_data`;
  const isLarge = size > mostInsideBytes;
  const initializer = isLarge
    ? await writeBeside(graph.initializer, folder, dataPath)
    : await Promise.all(graph.initializer.map((tensor) => inside(tensor, folder)));
  await writeFile(path, ModelProto.encode({ ...model, graph: { ...graph, initializer } }).finish());
  return isLarge ? [dataPath, path] : [path];
}

function sizeOf(tensor: TensorProto): number {
  const length = tensor.externalData.find(({ key }) => key === 'length')?.value;
  return length === undefined ? tensor.rawData.length : Number(length);
}

async function inside(tensor: TensorProto, folder: string): Promise<TensorProto> {
  if (!isExternal(tensor)) return tensor;
  return { ...tensor, rawData: await bytesOf(tensor, folder), externalData: [], dataLocation: 0 };
}

async function writeBeside(tensors: readonly TensorProto[], folder: string, path: string): Promise<TensorProto[]> {
  const file = await open(path, 'w');
  try {
    const written: TensorProto[] = [];
    let offset = 0;
    for (const tensor of tensors) {
      const bytes = await bytesOf(tensor, folder);
      if (bytes.length < LEAST_BESIDE_BYTES) {
        written.push(await inside(tensor, folder));
        continue;
      }
      offset = Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
      await file.write(bytes, 0, bytes.length, offset);
      const place = { location: basename(path), offset: String(offset), length: String(bytes.length) };
      const externalData = Object.entries(place).map(([key, value]) => ({ key, value }));
      written.push({ ...tensor, rawData: new Uint8Array(), externalData, dataLocation: 1 });
      offset += bytes.length;
    }
    return written;
  } finally {
    await file.close();
  }
}
