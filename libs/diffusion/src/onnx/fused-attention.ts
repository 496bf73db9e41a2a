import { Constants } from './constants.js';
import { dataTypes } from './data-types.js';
import type { GraphProto, NodeProto, TensorProto } from './gen/onnx/onnx.js';
import { type GraphStep, RUNTIME_DOMAIN } from './graph-change.js';
import { attributeOf, nodeOf, onlyReader, type Wiring, wiringOf } from './nodes.js';
import { floatsOf, integersOf, tensorOf } from './weights.js';

/** `softmax(scale Q K^T) V`, over the last two of four dimensions: rows of the batch, heads, tokens, features. */
interface Attention {
  readonly query: string;
  /** Transposed: features before tokens. */
  readonly keys: string;
  readonly values: string;
  readonly scale: number;
  readonly heads: number;
  /** What it replaces; the last gives the result. */
  readonly nodes: readonly NodeProto[];
  readonly last: NodeProto;
}

/**
 * Attention as one operator, which computes it in blocks that fit into a processor's cache and never holds all scores
 * (FlashAttention: Dao et al. 2022, arXiv:2205.14135). Exports write it as two products with a softmax between: 4,096
 * tokens, which are 512 x 512 pixels, have 67 MB of scores a head and layer, written and read several times.
 *
 * The graph stays as it is where scores are masked, since then the operator holds them all; where it does not say how
 * many heads there are; in half precision, which the operator does not know on processors; and on graphics cards, whose
 * providers fuse by themselves.
 */
export const fusedAttention: GraphStep = { provider: 'cpu', change: withFusedAttention };

async function withFusedAttention(graph: GraphProto): Promise<GraphProto | undefined> {
  if (graph.initializer.some(({ dataType }) => dataType === dataTypes.float16)) return undefined;
  const wiring = wiringOf(graph);
  const constants = new Constants(graph, wiring);
  const found = await Promise.all(graph.node.map((node) => attentionAt(node, graph, wiring, constants)));
  const byLast = new Map(found.flatMap((attention) => (attention ? [[attention.last, attention] as const] : [])));
  if (byLast.size === 0) return undefined;
  const replaced = new Set([...byLast.values()].flatMap(({ nodes }) => nodes));
  const node = graph.node.flatMap((one) => {
    const attention = byLast.get(one);
    if (attention) return fused(attention);
    return replaced.has(one) ? [] : [one];
  });
  const heads = new Set([...byLast.values()].map((attention) => attention.heads));
  return { ...graph, node, initializer: [...graph.initializer, rows, ...[...heads].map(split)] };
}

/** Shapes by `Reshape`'s notation: 0 is "as it was", -1 "what is left". */
const rows: TensorProto = tensorOf('attention_rows', BigInt64Array.of(0n, 0n, -1n), [3]);
const splitName = (heads: number): string => `attention_${heads}_heads`;
const split = (heads: number): TensorProto =>
  tensorOf(splitName(heads), BigInt64Array.of(0n, 0n, BigInt(heads), -1n), [4]);

/**
 * The operator wants heads and features beside each other. What is transposed and reshaped for it mostly undoes what
 * stands before and behind, and is gone when the runtime has simplified the graph.
 */
function fused({ query, keys, values, scale, heads, last }: Attention): NodeProto[] {
  const [result = ''] = last.output;
  const joined = (value: string, name: string, perm: readonly number[]) => [
    nodeOf('Transpose', [value], [`${result}_${name}_transposed`], { perm }),
    nodeOf('Reshape', [`${result}_${name}_transposed`, rows.name], [`${result}_${name}`]),
  ];
  const names = ['query', 'keys', 'values'].map((name) => `${result}_${name}`);
  return [
    ...joined(query, 'query', [0, 2, 1, 3]),
    ...joined(keys, 'keys', [0, 3, 1, 2]),
    ...joined(values, 'values', [0, 2, 1, 3]),
    {
      ...nodeOf('MultiHeadAttention', names, [`${result}_joined`], { num_heads: heads }, { scale }),
      domain: RUNTIME_DOMAIN,
    },
    nodeOf('Reshape', [`${result}_joined`, splitName(heads)], [`${result}_split`]),
    nodeOf('Transpose', [`${result}_split`], [result], { perm: [0, 2, 1, 3] }),
  ];
}

async function attentionAt(
  softmax: NodeProto,
  graph: GraphProto,
  wiring: Wiring,
  constants: Constants,
): Promise<Attention | undefined> {
  if (softmax.opType !== 'Softmax' || softmax.domain !== '') return undefined;
  if (![-1, 3].includes(Number(attributeOf(softmax, 'axis')?.i ?? -1))) return undefined;
  const before = wiring.producer.get(softmax.input[0] ?? '');
  const factor = before?.opType === 'Mul' ? await scalarOf(constants.of(before.input[1] ?? '')) : undefined;
  const scores = factor === undefined ? before : wiring.producer.get(before?.input[0] ?? '');
  const last = onlyReader(softmax, graph, wiring);
  if (!before || scores?.opType !== 'MatMul' || last?.opType !== 'MatMul') return undefined;
  const nodes = [scores, ...(before === scores ? [] : [before]), softmax];
  const isChain = nodes.every((node, index) => onlyReader(node, graph, wiring) === (nodes[index + 1] ?? last));
  const [query = '', keys = ''] = scores.input;
  const [weights, values = ''] = last.input;
  if (!isChain || weights !== softmax.output[0] || weights === values) return undefined;
  const heads = await sizeOf(values, 1, constants, wiring);
  return heads === undefined ? undefined : { query, keys, values, scale: factor ?? 1, heads, nodes, last };
}

async function scalarOf(tensor: TensorProto | undefined): Promise<number | undefined> {
  if (tensor?.dataType !== dataTypes.float32 || tensor.dims.some((dim) => dim !== 1n)) return undefined;
  return (await floatsOf(tensor, ''))[0];
}

/**
 * The size of one dimension of a value of four, by the `Reshape` that it comes from; `undefined` where that does not say
 * or there is none.
 */
async function sizeOf(value: string, axis: number, constants: Constants, wiring: Wiring): Promise<number | undefined> {
  const node = wiring.producer.get(value);
  const [input = '', shape = ''] = node?.input ?? [];
  switch (node?.opType) {
    case 'Transpose': {
      const perm = attributeOf(node, 'perm')?.ints ?? [];
      return perm.length === 4 ? sizeOf(input, Number(perm[axis]), constants, wiring) : undefined;
    }
    case 'Concat': {
      const joined = (Number(attributeOf(node, 'axis')?.i ?? 0) + 4) % 4;
      return joined === axis ? undefined : sizeOf(input, axis, constants, wiring);
    }
    case 'Cast':
    case 'Identity':
      return sizeOf(input, axis, constants, wiring);
    case 'Reshape':
      // Before it was transposed, which shows that there are four dimensions: tokens, heads, features.
      return axis === 2 ? dimensionOf(shape, axis, constants, wiring) : undefined;
    default:
      return undefined;
  }
}

/** One number of a shape of four that is a constant, or put together of four parts of which this one is. */
async function dimensionOf(shape: string, axis: number, constants: Constants, { producer }: Wiring) {
  const whole = constants.of(shape);
  const maker = producer.get(shape);
  const parts = maker?.opType === 'Concat' && maker.input.length === 4 ? maker.input : [];
  const part = constants.of(parts[axis] ?? '');
  const size = whole ? (await integersOf(whole, ''))[axis] : part && (await integersOf(part, ''))[0];
  return size !== undefined && size > 0n ? Number(size) : undefined;
}
