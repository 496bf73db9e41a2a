import { dataTypes } from '../onnx/data-types.js';
import type { GraphFile } from '../onnx/graph-file.js';
import { nodeOf, scalarOutput } from '../onnx/nodes.js';
import type { Tensor } from '../runtime/session.js';

/** What a value of a graph was in all runs that were watched. */
export interface ActivationRange {
  readonly min: number;
  readonly max: number;
  /** Of its elements. */
  readonly meanSquare: number;
}

/** Four numbers are computed of each value where it is, since the values themselves would be gigabytes. */
const statistics = [
  ['ReduceMin', dataTypes.float32],
  ['ReduceMax', dataTypes.float32],
  ['ReduceSumSquare', dataTypes.float32],
  ['Size', dataTypes.int64],
] as const;

const outputName = (index: number, statistic: string): string => `watched_${index}_${statistic}`;

/** A graph that gives, besides its own outputs, what `ActivationRanges` wants to know of some values. */
export function watched({ model, graph, folder }: GraphFile, values: readonly string[]): GraphFile {
  const node = [...graph.node];
  const output = [...graph.output];
  values.forEach((value, index) => {
    for (const [opType, type] of statistics) {
      const name = outputName(index, opType);
      node.push(nodeOf(opType, [value], [name], opType === 'Size' ? {} : { keepdims: 0 }));
      output.push(scalarOutput(name, type));
    }
  });
  const withOutputs = { ...graph, node, output };
  return { model: { ...model, graph: withOutputs }, graph: withOutputs, folder };
}

/** Collects the ranges of some values over the runs of a watched graph. */
export class ActivationRanges {
  private readonly seen = new Map<string, { min: number; max: number; squares: number; count: number }>();

  constructor(private readonly values: readonly string[]) {}

  add(outputs: ReadonlyMap<string, Tensor>): void {
    this.values.forEach((value, index) => {
      const [min = 0, max = 0, squares = 0, count = 0] = statistics.map(([statistic]) =>
        Number(outputs.get(outputName(index, statistic))?.data[0]),
      );
      const before = this.seen.get(value);
      this.seen.set(value, {
        min: Math.min(before?.min ?? min, min),
        max: Math.max(before?.max ?? max, max),
        squares: (before?.squares ?? 0) + squares,
        count: (before?.count ?? 0) + count,
      });
    });
  }

  /** @throws RangeError for a value that no run had, or in which one had no numbers */
  of(value: string): ActivationRange {
    const { min = Number.NaN, max = Number.NaN, squares = 0, count = 1 } = this.seen.get(value) ?? {};
    if (!Number.isFinite(min) || !Number.isFinite(max)) throw new RangeError(`"${value}" has no range`);
    return { min, max, meanSquare: squares / count };
  }
}
