import type { NodeProto, TensorProto } from '../onnx/gen/onnx/onnx.js';
import type { GraphFile } from '../onnx/graph-file.js';
import { capturedBy, nodeOf } from '../onnx/nodes.js';
import { floatsOf, shapeOf, tensorOf } from '../onnx/weights.js';
import type { ActivationRange } from './activation-ranges.js';
import { type QuantisedWeight, quantisationOf, quantiseBias } from './int8.js';
import type { Layer } from './quantisable-layers.js';

/** A layer with what its rounding needs. */
export interface RoundedLayer {
  readonly layer: Layer;
  readonly weight: QuantisedWeight;
  readonly bias: Float32Array | undefined;
}

/**
 * A graph whose given layers read and give rounded values, in ONNX's notation for it: pairs of `QuantizeLinear` and
 * `DequantizeLinear` (QDQ) around layers of single precision. ONNX Runtime makes a layer in whole numbers of both.
 *
 * What a layer reads is rounded for it alone; others read it as it was. What a convolution gives is rounded for all.
 */
export function quantisedGraph(
  { model, graph, folder }: GraphFile,
  layers: readonly RoundedLayer[],
  rangeOf: (value: string) => ActivationRange,
): GraphFile {
  const added = new Additions(rangeOf);
  const byNode = new Map(layers.map((rounded) => [rounded.layer.node, rounded]));
  const rounded = new Set(layers.map(({ layer }) => layer.output).filter((value) => value !== undefined));
  const inputs = new Set(graph.input.map(({ name }) => name));
  for (const { layer } of layers) if (!rounded.has(layer.input)) added.round(layer.input);
  const nodes: NodeProto[] = [];
  nodes.push(...added.takeNodesOf([...inputs]));
  for (const node of graph.node) {
    const own = byNode.get(node);
    const input = own ? added.inputsOf(own, rounded) : node.input;
    const output = node.output.map((value) => (rounded.has(value) ? unrounded(value) : value));
    nodes.push(...added.takeNodes(), { ...node, input, output });
    for (const value of node.output) if (rounded.has(value)) nodes.push(...added.roundTo(value));
    nodes.push(...added.takeNodesOf(node.output));
  }
  const used = new Set(nodes.flatMap((node) => [...node.input, ...capturedBy(node)]));
  for (const { name } of graph.output) used.add(name);
  const initializer = [...graph.initializer, ...added.initializers].filter(({ name }) => used.has(name));
  const quantised = { ...graph, node: nodes, initializer };
  return { model: { ...model, graph: quantised }, graph: quantised, folder };
}

const unrounded = (value: string): string => `${value}_unrounded`;
const dequantised = (value: string): string => `${value}_dequantised`;

/** What is added to a graph, each thing once. */
class Additions {
  readonly initializers: TensorProto[] = [];
  private readonly names = new Set<string>();
  /** Of weights, which can be computed before anything else. */
  private waiting: NodeProto[] = [];
  private readonly waitingFor = new Map<string, NodeProto[]>();

  constructor(private readonly rangeOf: (value: string) => ActivationRange) {}

  /** A rounded copy beside the value, as soon as that is there. */
  round(value: string): void {
    if (this.waitingFor.has(value)) return;
    this.waitingFor.set(value, this.pair(value, value, dequantised(value)));
  }

  /** The value itself becomes the rounded one. */
  roundTo(value: string): NodeProto[] {
    return this.pair(value, unrounded(value), value);
  }

  /** @returns what the layer reads instead: rounded value, weight and bias */
  inputsOf({ layer, weight, bias }: RoundedLayer, rounded: ReadonlySet<string>): string[] {
    const { input, channelAxis, node } = layer;
    const weightName = this.constant(
      `${layer.weight.name}_${channelAxis}`,
      tensorOf('', weight.values, shapeOf(layer.weight)),
      weight.scales,
      channelAxis,
    );
    const names = [rounded.has(input) ? input : dequantised(input), weightName];
    if (bias === undefined) return names;
    const { scale } = quantisationOf(this.rangeOf(input));
    const scales = weight.scales.map((one) => one * scale);
    const values = tensorOf('', quantiseBias(bias, scales), [bias.length]);
    return [...names, this.constant(`${node.output[0]}_bias`, values, scales, 0)];
  }

  takeNodes(): NodeProto[] {
    const nodes = this.waiting;
    this.waiting = [];
    return nodes;
  }

  takeNodesOf(values: readonly string[]): NodeProto[] {
    return values.flatMap((value) => this.waitingFor.get(value) ?? []);
  }

  private pair(value: string, from: string, to: string): NodeProto[] {
    const { scale, zeroPoint } = quantisationOf(this.rangeOf(value));
    const [scaleName, zeroName, wholeName] = [`${value}_scale`, `${value}_zero_point`, `${value}_quantised`];
    this.initializers.push(tensorOf(scaleName, Float32Array.of(scale)), tensorOf(zeroName, Uint8Array.of(zeroPoint)));
    return [
      nodeOf('QuantizeLinear', [from, scaleName, zeroName], [wholeName]),
      nodeOf('DequantizeLinear', [wholeName, scaleName, zeroName], [to]),
    ];
  }

  private constant(name: string, values: TensorProto, scales: Float32Array, axis: number): string {
    const to = dequantised(name);
    if (this.names.has(name)) return to;
    this.names.add(name);
    const [wholeName, scaleName, zeroName] = [`${name}_quantised`, `${name}_scale`, `${name}_zero_point`];
    const zeros = values.dataType === tensorOf('', Int8Array.of(0)).dataType ? Int8Array : Int32Array;
    this.initializers.push(
      { ...values, name: wholeName },
      tensorOf(scaleName, scales, [scales.length]),
      tensorOf(zeroName, new zeros(scales.length), [scales.length]),
    );
    this.waiting.push(nodeOf('DequantizeLinear', [wholeName, scaleName, zeroName], [to], { axis }));
    return to;
  }
}

/** The bias of a layer, where it has one. */
export async function biasOf({ bias }: Layer, folder: string): Promise<Float32Array | undefined> {
  return bias && floatsOf(bias, folder);
}
