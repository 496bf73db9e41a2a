import type { NodeProto, TensorProto } from '../onnx/gen/onnx/onnx.js';
import { RUNTIME_DOMAIN, withRuntimeOperators } from '../onnx/graph-change.js';
import type { GraphFile } from '../onnx/graph-file.js';
import { capturedBy, nodeOf } from '../onnx/nodes.js';
import { floatsOf, shapeOf, tensorOf } from '../onnx/weights.js';
import type { ActivationRange } from './activation-ranges.js';
import { type QuantisedWeight, quantisationOf, quantiseBias } from './int8.js';
import type { ProductTail } from './product-tail.js';
import type { Layer } from './quantisable-layers.js';
import { roundedSums } from './rounded-sums.js';

/** A layer with what its rounding needs. */
export interface RoundedLayer {
  readonly layer: Layer;
  readonly weight: QuantisedWeight;
  /** Of the layer, or of its tail. */
  readonly bias: Float32Array | undefined;
  /** What is done within a product, which then is an operator of ONNX Runtime's own. */
  readonly tail: ProductTail | undefined;
}

/**
 * A graph whose given layers read and give rounded values, in ONNX's notation for it: pairs of `QuantizeLinear` and
 * `DequantizeLinear` (QDQ) around layers of single precision. ONNX Runtime makes a layer in whole numbers of both.
 *
 * What a layer reads is rounded for it alone; others read it as it was. What a convolution gives is rounded for all, and
 * so are sums of such values that are cut at zero.
 * Products with a tail are written as the runtime's own operator, since it makes nothing of the notation with a bias.
 */
export function quantisedGraph(
  { model, graph, folder }: GraphFile,
  layers: readonly RoundedLayer[],
  rangeOf: (value: string) => ActivationRange,
): GraphFile {
  const added = new Additions(rangeOf);
  const byNode = new Map(layers.map((rounded) => [rounded.layer.node, rounded]));
  const given = new Set(layers.map(({ layer }) => layer.output).filter((value) => value !== undefined));
  const rounded = roundedSums(graph, given, new Set(layers.map(({ layer }) => layer.input)));
  const inputs = new Set(graph.input.map(({ name }) => name));
  for (const { layer } of layers) if (!rounded.has(layer.input)) added.round(layer.input);
  const replaced = new Set(layers.flatMap(({ tail }) => tail?.nodes ?? []));
  const nodes: NodeProto[] = [];
  nodes.push(...added.takeNodesOf([...inputs]));
  for (const node of graph.node) {
    if (replaced.has(node)) continue;
    const own = byNode.get(node);
    if (own?.tail) {
      nodes.push(...added.product(own, own.tail), ...added.takeNodesOf(own.tail.parts.map(({ value }) => value)));
      continue;
    }
    const input = own ? added.inputsOf(own, rounded) : node.input;
    const output = node.output.map((value) => (rounded.has(value) ? unrounded(value) : value));
    nodes.push(...added.takeNodes(), { ...node, input, output });
    for (const value of node.output) if (rounded.has(value)) nodes.push(...added.roundTo(value));
    nodes.push(...added.takeNodesOf(node.output));
  }
  const outputs = graph.output.map(({ name }) => name);
  const usedBy = (some: readonly NodeProto[]) =>
    new Set([...outputs, ...some.flatMap((node) => [...node.input, ...capturedBy(node)])]);
  // Products with a tail read rounded values as they are.
  const read = usedBy(nodes);
  const node = nodes.filter(
    ({ opType, output }) => opType !== 'DequantizeLinear' || output.some((name) => read.has(name)),
  );
  const used = usedBy(node);
  const initializer = [...graph.initializer, ...added.initializers].filter(({ name }) => used.has(name));
  const quantised = { ...graph, node, initializer };
  const opsetImport = withRuntimeOperators(model, quantised);
  return { model: { ...model, opsetImport, graph: quantised }, graph: quantised, folder };
}

const unrounded = (value: string): string => `${value}_unrounded`;
const dequantised = (value: string): string => `${value}_dequantised`;
const namesOf = (value: string) => ({
  whole: `${value}_quantised`,
  scale: `${value}_scale`,
  zero: `${value}_zero_point`,
});

function columnsOf(values: Int8Array, columns: number, from: number, to: number): Int8Array {
  if (to - from === columns) return values;
  const some = new Int8Array((values.length / columns) * (to - from));
  for (let row = 0; row * columns < values.length; row += 1) {
    some.set(values.subarray(row * columns + from, row * columns + to), row * (to - from));
  }
  return some;
}

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

  /** The product with its bias, once for each part of its columns. */
  product({ layer, weight, bias }: RoundedLayer, { parts }: ProductTail): NodeProto[] {
    const [rows = 0, columns = 0] = shapeOf(layer.weight);
    const { scale, zero, whole } = namesOf(layer.input);
    return parts.map(({ value, from, to }) => {
      const name = `${layer.weight.name}_${from}_${to}`;
      const names = namesOf(name);
      if (!this.names.has(name)) {
        this.names.add(name);
        const values = columnsOf(weight.values, columns, from, to);
        this.initializers.push(
          tensorOf(names.whole, values, [rows, to - from]),
          tensorOf(names.scale, weight.scales.slice(from, to), [to - from]),
        );
      }
      const biasName = `${value}_bias`;
      this.initializers.push(tensorOf(biasName, (bias ?? new Float32Array(columns)).slice(from, to), [to - from]));
      const inputs = [whole, names.whole, scale, names.scale, zero, '', biasName];
      return { ...nodeOf('MatMulIntegerToFloat', inputs, [value]), domain: RUNTIME_DOMAIN };
    });
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
    const names = namesOf(value);
    this.initializers.push(
      tensorOf(names.scale, Float32Array.of(scale)),
      tensorOf(names.zero, Uint8Array.of(zeroPoint)),
    );
    return [
      nodeOf('QuantizeLinear', [from, names.scale, names.zero], [names.whole]),
      nodeOf('DequantizeLinear', [names.whole, names.scale, names.zero], [to]),
    ];
  }

  private constant(name: string, values: TensorProto, scales: Float32Array, axis: number): string {
    const to = dequantised(name);
    if (this.names.has(name)) return to;
    this.names.add(name);
    const { whole: wholeName, scale: scaleName, zero: zeroName } = namesOf(name);
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

/** The bias of a layer or its tail, where it has one. */
export async function biasOf({ bias }: Pick<Layer, 'bias'>, folder: string): Promise<Float32Array | undefined> {
  return bias && floatsOf(bias, folder);
}
