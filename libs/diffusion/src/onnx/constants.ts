import type { GraphProto, TensorProto } from './gen/onnx/onnx.js';
import { attributeOf, type Wiring } from './nodes.js';

/** The constants of a graph, be they weights or made by a `Constant`. */
export class Constants {
  private readonly weights: ReadonlyMap<string, TensorProto>;

  constructor(
    { initializer }: GraphProto,
    private readonly wiring: Wiring,
  ) {
    this.weights = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  }

  of(value: string): TensorProto | undefined {
    const weight = this.weights.get(value);
    if (weight) return weight;
    const maker = this.wiring.producer.get(value);
    if (maker?.opType === 'Identity') return this.of(maker.input[0] ?? '');
    return maker?.opType === 'Constant' ? attributeOf(maker, 'value')?.t : undefined;
  }
}
