import type { GraphProto } from '../onnx/gen/onnx/onnx.js';
import { onlyReader, wiringOf } from '../onnx/nodes.js';

/**
 * Sums of rounded values, cut at zero, that are rounded for a layer behind them: such as the blocks of TAESD end in. When
 * all that read them read them rounded, neither they nor what they are made of is ever written in single precision.
 * Sums of other networks pass over many layers without being cut, and are too wide for eight bits.
 *
 * @param rounded values that are rounded for all that read them
 * @param inputs of layers, which are rounded for those
 */
export function roundedSums(
  graph: GraphProto,
  rounded: ReadonlySet<string>,
  inputs: ReadonlySet<string>,
): ReadonlySet<string> {
  const wiring = wiringOf(graph);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const all = new Set(rounded);
  for (const node of graph.node) {
    if (node.opType !== 'Add' || !node.input.every((value) => all.has(value))) continue;
    const cut = onlyReader(node, graph, wiring);
    const [value = ''] = cut?.output ?? [];
    if (cut?.opType === 'Relu' && inputs.has(value) && !outputs.has(value)) all.add(value);
  }
  return all;
}
