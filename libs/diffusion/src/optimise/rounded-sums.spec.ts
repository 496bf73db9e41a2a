import { describe, expect, it } from '@jest/globals';
import type { GraphProto, NodeProto } from '../onnx/gen/onnx/onnx.js';
import { nodeOf } from '../onnx/nodes.js';
import { roundedSums } from './rounded-sums.js';

const graphOf = (node: NodeProto[], outputs = ['y']): GraphProto => ({
  ...{ node, name: 'g', initializer: [], input: [], valueInfo: [] },
  output: outputs.map((name) => ({ name, type: undefined })),
});

/** Two blocks that end as TAESD's do; what they convolve is left out. */
const blocks = [
  nodeOf('Add', ['conv1', 'conv2'], ['sum1']),
  nodeOf('Relu', ['sum1'], ['cut1']),
  nodeOf('Add', ['conv3', 'cut1'], ['sum2']),
  nodeOf('Relu', ['sum2'], ['cut2']),
  nodeOf('Conv', ['cut2'], ['y']),
];
const convolved = new Set(['conv1', 'conv2', 'conv3']);
const added = (graph: GraphProto, rounded = convolved, inputs = ['cut1', 'cut2']) =>
  [...roundedSums(graph, rounded, new Set(inputs))].filter((value) => !rounded.has(value));

describe('sums that are rounded for all that read them', () => {
  it('are those of rounded values, and of such sums, that are cut at zero', () => {
    expect(added(graphOf(blocks))).toEqual(['cut1', 'cut2']);
  });

  it('are not those with a part in single precision, nor what is built on them', () => {
    expect(added(graphOf(blocks), new Set(['conv1', 'conv3']))).toEqual([]);
  });

  it('are not those that no layer reads rounded, or that the graph gives away', () => {
    expect(added(graphOf(blocks), convolved, ['cut1'])).toEqual(['cut1']);
    expect(added(graphOf(blocks, ['y', 'cut1']))).toEqual([]);
    expect(added(graphOf(blocks, ['y', 'sum2']))).toEqual(['cut1']);
  });

  it('are not those that are read before they are cut, nor those that are not cut', () => {
    expect(added(graphOf([...blocks, nodeOf('Sigmoid', ['sum1'], ['z'])]))).toEqual([]);
    const smooth = blocks.map((node) => (node.opType === 'Relu' ? { ...node, opType: 'Sigmoid' } : node));
    expect(added(graphOf(smooth))).toEqual([]);
  });
});
