import type { GraphChange } from '../runtime/session.js';
import { type GraphProto, ModelProto, type OperatorSetIdProto } from './gen/onnx/onnx.js';

/** One thing that is changed of a graph. */
export interface GraphStep {
  /** The execution provider that it is for; for all where left out. */
  readonly provider?: string;
  /** @returns `undefined` where the graph needs no change, or does not allow it */
  change(graph: GraphProto): Promise<GraphProto | undefined>;
}

/** ONNX Runtime's own operators. */
export const RUNTIME_DOMAIN = 'com.microsoft';
const runtimeOperators: OperatorSetIdProto = { domain: RUNTIME_DOMAIN, version: 1n };

/** Several steps as one change, so that a graph with its weights inside is read and written once. */
export function graphChange(name: string, steps: readonly GraphStep[]): GraphChange {
  return {
    name,
    apply: async (bytes, provider) => {
      const model = ModelProto.decode(bytes);
      let { graph } = model;
      for (const { change, provider: only } of steps) {
        if (graph && (only === undefined || only === provider)) graph = (await change(graph)) ?? graph;
      }
      if (!graph || graph === model.graph) return undefined;
      return ModelProto.encode({ ...model, graph, opsetImport: withRuntimeOperators(model, graph) }).finish();
    },
  };
}

/** The operator sets that a graph needs. */
export function withRuntimeOperators({ opsetImport }: ModelProto, { node }: GraphProto): OperatorSetIdProto[] {
  const isNeeded = node.some(({ domain }) => domain === RUNTIME_DOMAIN);
  const isThere = opsetImport.some(({ domain }) => domain === RUNTIME_DOMAIN);
  return isNeeded && !isThere ? [...opsetImport, runtimeOperators] : opsetImport;
}
