import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { dataTypes } from './data-types.js';
import type { TensorProto } from './gen/onnx/onnx.js';

const EXTERNAL = 1;

/** Whether a tensor's data lies in a file beside the graph. */
export const isExternal = ({ dataLocation }: TensorProto): boolean => dataLocation === EXTERNAL;

export const shapeOf = ({ dims }: TensorProto): number[] => dims.map(Number);

/** The bytes of a tensor, little-endian as ONNX has them, from the graph or from the file beside it. */
export async function bytesOf(tensor: TensorProto, folder: string): Promise<Uint8Array> {
  if (!isExternal(tensor)) return tensor.rawData;
  const {
    location = '',
    offset = '0',
    length,
  } = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
  const file = await open(join(folder, location));
  try {
    const start = Number(offset);
    const size = length === undefined ? (await file.stat()).size - start : Number(length);
    const bytes = new Uint8Array(size);
    const { bytesRead } = await file.read(bytes, 0, size, start);
    if (bytesRead !== size) throw new RangeError(`${location} ends before "${tensor.name}" does`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** The values of a tensor of float32. */
export async function floatsOf(tensor: TensorProto, folder: string): Promise<Float32Array> {
  if (tensor.dataType !== dataTypes.float32) throw new TypeError(`"${tensor.name}" is not of float32`);
  if (tensor.floatData.length > 0) return Float32Array.from(tensor.floatData);
  const bytes = await bytesOf(tensor, folder);
  // A copy: a view would have to begin at a multiple of four.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** The values of a small tensor of int64, such as a shape. */
export async function integersOf(tensor: TensorProto, folder: string): Promise<bigint[]> {
  if (tensor.dataType !== dataTypes.int64) throw new TypeError(`"${tensor.name}" is not of int64`);
  if (tensor.int64Data.length > 0) return tensor.int64Data;
  return [...new BigInt64Array(new Uint8Array(await bytesOf(tensor, folder)).buffer)];
}

type Values = Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array;

const typeOf = (values: Values): number => {
  if (values instanceof Float32Array) return dataTypes.float32;
  if (values instanceof Int8Array) return dataTypes.int8;
  if (values instanceof Uint8Array) return dataTypes.uint8;
  return values instanceof Int32Array ? dataTypes.int32 : dataTypes.int64;
};

/** @param dims none for a scalar */
export function tensorOf(name: string, values: Values, dims: readonly number[] = []): TensorProto {
  return {
    name,
    dims: dims.map(BigInt),
    dataType: typeOf(values),
    rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ...{ floatData: [], int32Data: [], int64Data: [], externalData: [], dataLocation: 0 },
  };
}
