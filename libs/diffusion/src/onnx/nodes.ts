import { attributeTypes } from './data-types.js';
import type { AttributeProto, GraphProto, NodeProto, ValueInfoProto } from './gen/onnx/onnx.js';

/** A new node of ONNX's own operators, with whole numbers, lists of them, and other numbers as its attributes. */
export function nodeOf(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  whole: Readonly<Record<string, number | readonly number[]>> = {},
  other: Readonly<Record<string, number>> = {},
): NodeProto {
  return {
    opType,
    input: [...input],
    output: [...output],
    name: `${opType}_${output[0] ?? ''}`,
    domain: '',
    attribute: [
      ...Object.entries(whole).map(([name, value]) => wholeAttribute(name, value)),
      ...Object.entries(other).map(([name, f]) => ({ ...empty, name, f, type: attributeTypes.float })),
    ],
  };
}

const empty = { f: 0, i: 0n, s: new Uint8Array(), t: undefined, g: undefined, ints: [] };

const wholeAttribute = (name: string, value: number | readonly number[]): AttributeProto =>
  typeof value === 'number'
    ? { ...empty, name, i: BigInt(value), type: attributeTypes.int }
    : { ...empty, name, ints: value.map(BigInt), type: attributeTypes.ints };

/** A value that the graph is to give: a number, by itself. */
export function scalarOutput(name: string, elemType: number): ValueInfoProto {
  return { name, type: { tensorType: { elemType, shape: { dim: [] } } } };
}

export function attributeOf({ attribute }: NodeProto, name: string): AttributeProto | undefined {
  return attribute.find((one) => one.name === name);
}

/** Who makes each value, and who reads it. */
export interface Wiring {
  readonly producer: ReadonlyMap<string, NodeProto>;
  readonly consumers: ReadonlyMap<string, readonly NodeProto[]>;
}

export function wiringOf({ node: nodes }: GraphProto): Wiring {
  const producer = new Map<string, NodeProto>();
  const consumers = new Map<string, NodeProto[]>();
  for (const node of nodes) {
    for (const value of node.output) producer.set(value, node);
    for (const value of new Set([...node.input, ...capturedBy(node)])) {
      const known = consumers.get(value);
      if (known) known.push(node);
      else consumers.set(value, [node]);
    }
  }
  return { producer, consumers };
}

/** Who reads what a node gives, where it is one and the graph does not give it away. */
export function onlyReader(
  { output: [value = ''] }: NodeProto,
  graph: GraphProto,
  { consumers }: Wiring,
): NodeProto | undefined {
  const [only, ...others] = consumers.get(value) ?? [];
  return others.length === 0 && !graph.output.some(({ name }) => name === value) ? only : undefined;
}

/** What the bodies of a loop or branch read, be it of the graph around it or their own. */
export function capturedBy({ attribute }: NodeProto): string[] {
  return attribute.flatMap(({ g }) => (g?.node ?? []).flatMap((node) => [...node.input, ...capturedBy(node)]));
}

/** All nodes that can be reached from these values, along their use. */
export function downstreamOf(values: readonly string[], { consumers }: Wiring): Set<NodeProto> {
  const reached = new Set<NodeProto>();
  const open = [...values];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const node of consumers.get(value) ?? []) {
      if (reached.has(node)) continue;
      reached.add(node);
      open.push(...node.output);
    }
  }
  return reached;
}
