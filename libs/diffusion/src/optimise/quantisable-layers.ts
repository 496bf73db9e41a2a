import { dataTypes } from '../onnx/data-types.js';
import type { GraphProto, NodeProto, TensorProto } from '../onnx/gen/onnx/onnx.js';
import { attributeOf, downstreamOf, type Wiring, wiringOf } from '../onnx/nodes.js';

/** A layer that can be computed in whole numbers of eight bits: a product with constant weights. */
export interface Layer {
  readonly node: NodeProto;
  /** The value that is multiplied. */
  readonly input: string;
  readonly weight: TensorProto;
  /** Dimension of the weight whose entries get a scale each: the one that becomes the layer's channels. */
  readonly channelAxis: number;
  readonly bias?: TensorProto;
  /** What is rounded behind a convolution, whose fast kernel gives whole numbers too; products give float32. */
  readonly output?: string;
}

/** What a component reads the picture, or the text, from. */
const MAIN_INPUTS = ['sample', 'hidden_states', 'latent_sample', 'latent_parameters', 'latents', 'input_ids'];

/**
 * The layers of a graph that are worth rounding: convolutions and products between others of their kind, on the way of
 * the picture. The first and the last of that way stay as they are, and so does what only the timestep, or the prompt,
 * goes through: they decide about everything behind them, and take little of the time.
 */
export function quantisableLayers(graph: GraphProto): Layer[] {
  const wiring = wiringOf(graph);
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const main = MAIN_INPUTS.find((name) => graph.input.some((input) => input.name === name)) ?? graph.input[0]?.name;
  const onTheWay = downstreamOf(main === undefined ? [] : [main], wiring);
  const layers = graph.node
    .filter((node) => onTheWay.has(node) && weights.get(node.input[0] ?? '') === undefined)
    .map((node) => layerOf(node, weights, wiring, graph))
    .filter((layer) => layer !== undefined);
  const behindOne = downstreamOf(
    layers.filter(({ input }) => isOnTheWay(input, main, onTheWay, wiring)).flatMap(({ node }) => node.output),
    wiring,
  );
  const isLast = ({ node }: Layer) => {
    const behind = downstreamOf(node.output, wiring);
    return !layers.some((other) => behind.has(other.node));
  };
  return layers.filter(
    (layer) => isOnTheWay(layer.input, main, onTheWay, wiring) && behindOne.has(layer.node) && !isLast(layer),
  );
}

function isOnTheWay(value: string, main: string | undefined, nodes: ReadonlySet<NodeProto>, { producer }: Wiring) {
  const maker = producer.get(value);
  return value === main || (maker !== undefined && nodes.has(maker));
}

function layerOf(
  node: NodeProto,
  weights: ReadonlyMap<string, TensorProto>,
  { consumers }: Wiring,
  graph: GraphProto,
): Layer | undefined {
  const channelAxis = node.domain === '' ? channelAxisOf(node) : undefined;
  const [input = '', weightName = '', biasName = ''] = node.input;
  const weight = weights.get(weightName);
  if (channelAxis === undefined || weight?.dataType !== dataTypes.float32) return undefined;
  if (node.opType !== 'Conv' && weight.dims.length !== 2) return undefined;
  const bias = weights.get(biasName);
  if (biasName !== '' && (bias?.dataType !== dataTypes.float32 || bias.dims.length !== 1)) return undefined;
  const layer = { node, input, weight, channelAxis, ...(bias && { bias }) };
  if (node.opType !== 'Conv') return layer;
  const [output = ''] = node.output;
  const [only, ...others] = consumers.get(output) ?? [];
  // What is cut at zero needs no place for what is below.
  const isCut = only?.opType === 'Relu' && others.length === 0 && !graph.output.some(({ name }) => name === output);
  return { ...layer, output: (isCut ? only.output[0] : undefined) ?? output };
}

function channelAxisOf(node: NodeProto): number | undefined {
  const int = (name: string, value: number) => Number(attributeOf(node, name)?.i ?? value);
  const float = (name: string) => attributeOf(node, name)?.f ?? 1;
  switch (node.opType) {
    case 'Conv':
      return 0;
    case 'MatMul':
      return 1;
    case 'Gemm':
      if (int('transA', 0) !== 0 || float('alpha') !== 1 || float('beta') !== 1) return undefined;
      return int('transB', 0) === 0 ? 1 : 0;
    default:
      return undefined;
  }
}
