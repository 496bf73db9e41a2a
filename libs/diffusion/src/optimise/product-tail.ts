import type { Constants } from '../onnx/constants.js';
import { dataTypes } from '../onnx/data-types.js';
import type { GraphProto, NodeProto, TensorProto } from '../onnx/gen/onnx/onnx.js';
import { onlyReader, type Wiring } from '../onnx/nodes.js';
import { integersOf, shapeOf } from '../onnx/weights.js';
import type { Layer } from './quantisable-layers.js';

/** Columns of a product that are a value by themselves. */
export interface Columns {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** What stands behind a product and can be done within it. */
export interface ProductTail {
  readonly bias: TensorProto;
  /** One with all columns, or two halves. */
  readonly parts: readonly Columns[];
  /** What it replaces. */
  readonly nodes: readonly NodeProto[];
}

/** A graph with what is asked of it again and again. */
interface Surroundings {
  readonly graph: GraphProto;
  readonly wiring: Wiring;
  readonly constants: Constants;
}

/**
 * A bias behind a product, and the cut in two halves behind that: gated layers (GEGLU: Shazeer 2020, arXiv:2002.05202)
 * make both halves by one product, which as two needs no copies of them.
 */
export async function productTailOf(
  { node, weight }: Layer,
  surroundings: Surroundings,
): Promise<ProductTail | undefined> {
  const { graph, wiring, constants } = surroundings;
  const added = node.opType === 'MatMul' ? onlyReader(node, graph, wiring) : undefined;
  if (added?.opType !== 'Add' || added.domain !== '') return undefined;
  const [, columns = 0] = shapeOf(weight);
  const bias = added.input.map((value) => constants.of(value)).find((tensor) => tensor !== undefined);
  if (bias?.dataType !== dataTypes.float32 || shapeOf(bias).join() !== String(columns)) return undefined;
  const [value = ''] = added.output;
  const halves = await halvesOf(value, columns, surroundings);
  if (!halves) return { bias, parts: [{ value, from: 0, to: columns }], nodes: [added] };
  const [first = '', second = ''] = halves.map(({ output }) => output[0]);
  const middle = columns / 2;
  const parts = [
    { value: first, from: 0, to: middle },
    { value: second, from: middle, to: columns },
  ];
  return { bias, parts, nodes: [added, ...halves] };
}

/** The two slices that alone read a value, where they are its halves by the last dimension. */
async function halvesOf(
  value: string,
  columns: number,
  { graph, wiring, constants }: Surroundings,
): Promise<readonly [NodeProto, NodeProto] | undefined> {
  const readers = wiring.consumers.get(value) ?? [];
  if (readers.length !== 2 || columns % 2 !== 0 || graph.output.some(({ name }) => name === value)) return undefined;
  const isNumber = async (name: string | undefined, number: number) => {
    const tensor = constants.of(name ?? '');
    if (tensor?.dataType !== dataTypes.int64) return false;
    return (await integersOf(tensor, '')).join() === String(number);
  };
  /** Exports often compute it, by the shape: half of what there is. */
  const isMiddle = async (name: string) => {
    const maker = wiring.producer.get(name);
    return (maker?.opType === 'Div' && (await isNumber(maker.input[1], 2))) || isNumber(name, columns / 2);
  };
  for (const first of readers) {
    const [second] = readers.filter((node) => node !== first);
    const middle = first.input[2] ?? '';
    const areSlices = [first, second].every((node) => node?.opType === 'Slice' && node.input[0] === value);
    if (!second || !areSlices || second.input[1] !== middle) continue;
    const along = await Promise.all([first, second].map(({ input }) => isNumber(input[3], -1)));
    const byOne = await Promise.all([first, second].map(({ input }) => !input[4] || isNumber(input[4], 1)));
    if (![...along, ...byOne].every(Boolean)) continue;
    if ((await isNumber(first.input[1], 0)) && (await isMiddle(middle))) return [first, second];
  }
  return undefined;
}
