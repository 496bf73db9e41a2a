import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { largestDifference } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { Constants } from '../onnx/constants.js';
import { dataTypes } from '../onnx/data-types.js';
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from '../onnx/gen/onnx/onnx.js';
import { nodeOf, wiringOf } from '../onnx/nodes.js';
import { tensorOf } from '../onnx/weights.js';
import { writeGraphFile } from '../onnx/write-graph-file.js';
import { quantiseWeight } from './int8.js';
import { productTailOf } from './product-tail.js';
import type { Layer } from './quantisable-layers.js';
import { quantisedGraph, type RoundedLayer } from './quantise-graph.js';

const [ROWS, COLUMNS] = [8, 6];
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, at) => Math.sin((at + 1) * step));
const weight = tensorOf('weight', wave(ROWS * COLUMNS, 0.7), [ROWS, COLUMNS]);
const bias = tensorOf('bias', wave(COLUMNS, 0.3), [COLUMNS]);
const whole = (name: string, ...values: number[]) =>
  tensorOf(name, BigInt64Array.from(values, BigInt), [values.length]);
const value = (name: string, columns: number): ValueInfoProto => {
  const dim = [{ value: { $case: 'dimParam', value: 'rows' } as const }, dimension(columns)];
  return { name, type: { tensorType: { elemType: dataTypes.float32, shape: { dim } } } };
};
const dimension = (size: number) => ({ value: { $case: 'dimValue', value: BigInt(size) } as const });

/** `x W + b`, and its halves multiplied with each other, as a gated layer does. */
const product = nodeOf('MatMul', ['x', 'weight'], ['product']);
const add = nodeOf('Add', ['bias', 'product'], ['sum']);
const gated = (middle: string): NodeProto[] => [
  product,
  add,
  nodeOf('Slice', ['sum', 'zero', middle, 'last'], ['first']),
  nodeOf('Slice', ['sum', middle, 'end', 'last'], ['second']),
  nodeOf('Mul', ['first', 'second'], ['y']),
];
const graphOf = (node: NodeProto[], outputs = ['y'], more: TensorProto[] = []): GraphProto => {
  const initializer = [weight, bias, whole('zero', 0), whole('middle', 3), whole('end', 6), whole('last', -1), ...more];
  const used = new Set(node.flatMap(({ input }) => input));
  return {
    ...{ node, name: 'g', valueInfo: [] },
    initializer: initializer.filter(({ name }) => used.has(name)),
    input: [value('x', ROWS)],
    output: outputs.map((name) => value(name, name === 'sum' ? COLUMNS : COLUMNS / 2)),
  };
};

const layer: Layer = { node: product, input: 'x', weight, channelAxis: 1 };
const tailIn = (graph: GraphProto) => {
  const wiring = wiringOf(graph);
  return productTailOf(layer, { graph, wiring, constants: new Constants(graph, wiring) });
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imageai-product-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a graph gives with its product rounded. */
async function roundedAnswer(graph: GraphProto, tail: RoundedLayer['tail']) {
  const model = { irVersion: 8n, graph, opsetImport: [{ domain: '', version: 17n }] };
  const rounded = { layer, weight: quantiseWeight(wave(ROWS * COLUMNS, 0.7), [ROWS, COLUMNS], 1), tail };
  const biasValues = tail && wave(COLUMNS, 0.3);
  const quantised = quantisedGraph({ model, graph, folder }, [{ ...rounded, bias: biasValues }], () => ({
    ...{ min: -1, max: 1, meanSquare: 0.5 },
  }));
  await writeGraphFile(quantised, join(folder, 'model.onnx'));
  const session = await testRuntime().load(folder, 'model.onnx');
  const outputs = await session.run({ x: { data: wave(2 * ROWS, 1.1), dims: [2, ROWS] } });
  await session.release();
  const kinds = quantised.graph.node.map(({ opType }) => opType);
  return { kinds, answer: outputs.get(graph.output[0]?.name ?? '')?.data as Float32Array };
}

describe('a product and what is done within it', () => {
  it('its bias, with the same numbers', async () => {
    const graph = graphOf([product, add], ['sum']);
    const tail = await tailIn(graph);
    const { kinds, answer } = await roundedAnswer(graph, tail);
    expect(kinds).toEqual(['QuantizeLinear', 'MatMulIntegerToFloat']);
    const plain = await roundedAnswer(graph, undefined);
    expect(plain.kinds).toContain('Add');
    expect(largestDifference(answer, plain.answer)).toBeLessThan(1e-6);
  });

  it.each([
    ['by numbers', 'middle', []],
    ['by what the shape says', 'half', [whole('two', 2)]],
  ])('the halves that are cut of it %s, with the same numbers', async (_, middle, more) => {
    const before = middle === 'half' ? [nodeOf('Div', ['end', 'two'], ['half'])] : [];
    const graph = graphOf([...before, ...gated(middle)], ['y'], more);
    const { kinds, answer } = await roundedAnswer(graph, await tailIn(graph));
    expect(kinds.filter((kind) => kind !== 'Div')).toEqual([
      ...['QuantizeLinear', 'MatMulIntegerToFloat', 'MatMulIntegerToFloat', 'Mul'],
    ]);
    expect(largestDifference(answer, (await roundedAnswer(graph, undefined)).answer)).toBeLessThan(1e-6);
  });

  it('is the bias alone where the halves overlap, are not all that is read, or are given away', async () => {
    const overlapping = gated('middle').map((node) =>
      node.output[0] === 'second' ? { ...node, input: ['sum', 'zero', 'end', 'last'] } : node,
    );
    const thirdReader = [...gated('middle'), nodeOf('Relu', ['sum'], ['z'])];
    for (const graph of [graphOf(overlapping), graphOf(thirdReader), graphOf(gated('middle'), ['y', 'sum'])]) {
      expect((await tailIn(graph))?.parts).toEqual([{ value: 'sum', from: 0, to: COLUMNS }]);
    }
  });

  it('is nothing where the product is read without its bias, or what is added is not one a column', async () => {
    const readTwice = graphOf([product, add, nodeOf('Relu', ['product'], ['z'])], ['sum']);
    expect(await tailIn(readTwice)).toBeUndefined();
    const single = { ...bias, dims: [1n], rawData: bias.rawData.subarray(0, 4) };
    const graph = graphOf([product, add], ['sum']);
    expect(await tailIn({ ...graph, initializer: [weight, single] })).toBeUndefined();
  });
});
