import { join } from 'node:path';
import { ModelError } from '../model/model-error.js';
import { Constants } from '../onnx/constants.js';
import { type GraphFile, opsetOf, readGraphFile } from '../onnx/graph-file.js';
import { wiringOf } from '../onnx/nodes.js';
import { floatsOf, shapeOf } from '../onnx/weights.js';
import { writeGraphFile } from '../onnx/write-graph-file.js';
import type { OnnxRuntime } from '../runtime/onnx-runtime.js';
import { ActivationRanges, watched } from './activation-ranges.js';
import { quantiseWeight, roundingNoise } from './int8.js';
import { productTailOf } from './product-tail.js';
import { type Layer, quantisableLayers } from './quantisable-layers.js';
import { biasOf, quantisedGraph, type RoundedLayer } from './quantise-graph.js';
import type { Substitute } from './substituted-runtime.js';

export const INT8 = 'int8';

/** The first whose scales can be several for one weight. */
const LEAST_OPSET = 13;

/** One component on its way to whole numbers of eight bits, in a folder of its own until it is good enough. */
export class Int8Variant {
  readonly ranges: ActivationRanges;
  private rounded: readonly (RoundedLayer & { readonly noise: number })[] = [];
  /** How many layers the latest graph rounds. */
  layerCount = 0;

  private constructor(
    readonly component: string,
    /** Of the model it is made from: `unet/model.onnx`. */
    readonly source: string,
    private readonly file: GraphFile,
    private readonly scratch: string,
    private readonly layers: readonly Layer[],
    private readonly mostInsideBytes: number | undefined,
  ) {
    this.ranges = new ActivationRanges(this.watchedValues);
  }

  /**
   * @param folder of the model
   * @param scratch a folder of the component's own
   * @throws ModelError when the component has nothing to be rounded
   */
  static async begin(
    runtime: OnnxRuntime,
    folder: string,
    source: string,
    scratch: string,
    mostInsideBytes?: number,
  ): Promise<Int8Variant> {
    const simplified = join(scratch, 'simplified.onnx');
    await runtime.simplify(folder, source, simplified);
    const file = await readGraphFile(simplified, source);
    if (opsetOf(file) < LEAST_OPSET) {
      throw new ModelError(
        'unsupported_component',
        `${source} was exported for version ${opsetOf(file)} of ONNX's operators: export it for ${LEAST_OPSET} or newer.`,
      );
    }
    const layers = quantisableLayers(file.graph);
    if (layers.length === 0) {
      throw new ModelError(
        'unsupported_component',
        `${source} has no layers that can be rounded to int8: begin with an export in single precision (float32).`,
      );
    }
    return new Int8Variant(source.split('/', 1)[0] ?? '', source, file, scratch, layers, mostInsideBytes);
  }

  /** Layers that could be rounded. */
  get candidateCount(): number {
    return this.layers.length;
  }

  /** The component with a look at the values that are to be rounded. */
  async watched(): Promise<Substitute> {
    const path = join(this.scratch, 'watched.onnx');
    await writeGraphFile(watched(this.file, this.watchedValues), path, this.mostInsideBytes);
    return { folder: this.scratch, file: 'watched.onnx', onRun: (outputs) => this.ranges.add(outputs) };
  }

  /**
   * The component with its layers rounded, but for a share of them that stays as it is: those whose rounding changes
   * the most of what they multiply and give, in mean squares.
   */
  async write(keptShare: number): Promise<Substitute> {
    if (this.rounded.length === 0) this.rounded = await this.round();
    const quietest = this.rounded.toSorted((a, b) => a.noise - b.noise);
    const chosen = quietest.slice(0, quietest.length - Math.ceil(keptShare * quietest.length));
    this.layerCount = chosen.length;
    const graph = quantisedGraph(this.file, chosen, (value) => this.ranges.of(value));
    await writeGraphFile(graph, join(this.scratch, this.fileName), this.mostInsideBytes);
    return { folder: this.scratch, file: this.fileName };
  }

  /** In the component's folder. */
  get fileName(): string {
    return `model_${INT8}.onnx`;
  }

  private get watchedValues(): string[] {
    return [...new Set(this.layers.flatMap(({ input, output }) => (output === undefined ? [input] : [input, output])))];
  }

  private async round(): Promise<(RoundedLayer & { noise: number })[]> {
    const { graph, folder } = this.file;
    const wiring = wiringOf(graph);
    const surroundings = { graph, wiring, constants: new Constants(graph, wiring) };
    const rounded: (RoundedLayer & { noise: number })[] = [];
    for (const layer of this.layers) {
      const floats = await floatsOf(layer.weight, folder);
      const weight = quantiseWeight(floats, shapeOf(layer.weight), layer.channelAxis);
      const values = layer.output === undefined ? [layer.input] : [layer.input, layer.output];
      const noise = values.reduce((sum, value) => sum + roundingNoise(this.ranges.of(value)), weight.noise);
      const tail = await productTailOf(layer, surroundings);
      rounded.push({ layer, weight, tail, bias: await biasOf(tail ?? layer, folder), noise });
    }
    return rounded;
  }
}
