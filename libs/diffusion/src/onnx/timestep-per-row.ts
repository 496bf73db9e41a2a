import type { GraphProto, NodeProto, TensorShapeProto_Dimension } from './gen/onnx/onnx.js';
import type { GraphStep } from './graph-change.js';
import { attributeOf, capturedBy, type Wiring, wiringOf } from './nodes.js';
import { integersOf } from './weights.js';

const TIMESTEP = 'timestep';

/**
 * Exports often take one timestep for all rows, and spread it over the rows themselves: `Expand` to the size of the
 * batch, behind a cast and a step from scalar to list. Taken as a list of one a row, it needs no more than that those
 * steps are passed over, and rows at different timesteps can share a batch. Where the timestep is used in any other way
 * the graph stays as it is.
 */
export const timestepPerRow: GraphStep = { change: withTimestepPerRow };

async function withTimestepPerRow(graph: GraphProto): Promise<GraphProto | undefined> {
  const input = graph.input.find(({ name }) => name === TIMESTEP);
  const tensor = input?.type?.tensorType;
  const [only, ...others] = tensor?.shape?.dim ?? [];
  const isOfOne = only?.value?.$case === 'dimValue' && only.value.value === 1n && others.length === 0;
  if (!input || !tensor?.shape || !(only === undefined || isOfOne)) return undefined;
  const passedOver = await stepsToExpand(graph, wiringOf(graph));
  if (!passedOver) return undefined;
  const rows: TensorShapeProto_Dimension = { value: { $case: 'dimParam', value: 'rows' } };
  const type = { ...input.type, tensorType: { ...tensor, shape: { dim: [rows] } } };
  return {
    ...graph,
    input: graph.input.map((one) => (one === input ? { ...one, type } : one)),
    node: graph.node.map((node) => (passedOver.has(node) ? identityOf(node) : node)),
    // Of the values on the way it may say that they are scalars.
    valueInfo: [],
  };
}

/** The nodes on the timestep's way that make a list of a scalar; `undefined` where a way does not end at an `Expand`. */
async function stepsToExpand(graph: GraphProto, wiring: Wiring): Promise<Set<NodeProto> | undefined> {
  const passedOver = new Set<NodeProto>();
  const open = [TIMESTEP];
  let ends = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const consumers = wiring.consumers.get(value) ?? [];
    if (consumers.length === 0 || graph.output.some(({ name }) => name === value)) return undefined;
    for (const node of consumers) {
      if (node.input[0] !== value || capturedBy(node).includes(value)) return undefined;
      if (node.opType === 'Expand') {
        ends += 1;
        continue;
      }
      if (await makesList(node, graph, wiring)) passedOver.add(node);
      else if (node.opType !== 'Cast' && node.opType !== 'Identity') return undefined;
      open.push(...node.output);
    }
  }
  return ends > 0 ? passedOver : undefined;
}

/** Whether it makes a list of one of a scalar, or of a list of one. */
async function makesList(node: NodeProto, graph: GraphProto, { producer }: Wiring): Promise<boolean> {
  if (node.opType !== 'Unsqueeze' && node.opType !== 'Reshape') return false;
  const [, name = ''] = node.input;
  const constant =
    graph.initializer.find((tensor) => tensor.name === name) ?? attributeOf(producer.get(name) ?? node, 'value')?.t;
  const numbers = constant ? await integersOf(constant, '') : (attributeOf(node, 'axes')?.ints ?? []);
  const [only] = numbers;
  if (numbers.length !== 1) return false;
  return node.opType === 'Unsqueeze' ? only === 0n : only === 1n || only === -1n;
}

const identityOf = (node: NodeProto): NodeProto => ({
  ...node,
  opType: 'Identity',
  input: node.input.slice(0, 1),
  attribute: [],
});
