/** Values as the components of a model take and give them; row-major. Components of half precision take float32 too. */
export interface Tensor {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** What a session says of one of its inputs or outputs. */
export interface ValueInfo {
  readonly name: string;
  /** Element type by ONNX Runtime's name: `float32`, `int64`, … */
  readonly type: string;
  /** A number where the size is fixed, a name where it is free. */
  readonly dims: readonly (number | string)[];
}

/** One loaded component of a model. */
export interface Session {
  /** For messages: `unet/model.onnx`. */
  readonly file: string;
  readonly executionProvider: string;
  readonly inputs: ReadonlyMap<string, ValueInfo>;
  readonly outputs: ReadonlyMap<string, ValueInfo>;

  /**
   * Blocks the calling thread while it computes.
   *
   * @throws ModelError `out_of_memory` or `unsupported_component`
   */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<ReadonlyMap<string, Tensor>>;

  release(): Promise<void>;
}

/** What an operator may say about how models are run. */
export interface RuntimeOptions {
  /** Tried in this order; the first that can be had runs the model. `cpu` by default. */
  readonly executionProviders?: readonly string[];
  /**
   * Threads that one operation is spread over. By default an engine measures how many are fastest, once for a machine,
   * where it has a folder to keep that number in; without one, as many as the process may use at once.
   */
  readonly threads?: number;
  /**
   * A folder for graphs as the processor's provider optimised them, so that they load in a part of the time, and for the
   * number of threads; nothing is kept where it is left out. They take about what the weights take in single precision.
   */
  readonly optimisedFolder?: string;
}

/** A change of a graph that is made while it is loaded. */
export interface GraphChange {
  /** Another name for another result: what was kept of a graph is found by it. */
  readonly name: string;
  /**
   * @param provider the execution provider that it is to run on
   * @returns `undefined` where the graph needs no change, or does not allow it: it is loaded as it is
   */
  apply(graph: Uint8Array, provider: string): Promise<Uint8Array | undefined>;
}

/** Loads components; the pipelines know the runtime only by this. */
export interface Runtime {
  /** Library and version ("onnxruntime-1.30.0"): another one may round differently, and so make other bytes. */
  readonly name: string;
  /** What was missing of providers that are named before those that run the components, a sentence for each. */
  readonly passedOver: readonly string[];
  /** Threads that one operation on the processor is spread over; another number may round differently too. */
  readonly threads: number;
  /**
   * @param folder the model's folder
   * @param file path of the component's graph inside of it, with `/`
   * @param digest of the model; only with it an optimised graph is kept and found again
   * @throws ModelError `file_missing`, `file_invalid`, `runtime_unavailable` or `out_of_memory`
   */
  load(folder: string, file: string, digest?: string, change?: GraphChange): Promise<Session>;
}
