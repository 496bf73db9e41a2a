import { access, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { env, InferenceSession } from 'onnxruntime-node';
import { ModelError, reasonOf } from '../model/model-error.js';
import { OnnxSession } from './onnx-session.js';
import { type Draft, OptimisedGraphs } from './optimised-graphs.js';
import { isOutOfMemory, providerFailure, unknownProvider } from './provider-failure.js';
import type { GraphChange, Runtime, RuntimeOptions, Session } from './session.js';
import { simplifyGraph } from './simplify-graph.js';

/** Runs components by ONNX Runtime, on the first of the operator's execution providers that can be had. */
export class OnnxRuntime implements Runtime {
  readonly name = `onnxruntime-${env.versions.node}`;
  private readonly providers: readonly string[];
  readonly threads: number;
  private readonly missing = new Set<string>();
  private readonly optimised: OptimisedGraphs | undefined;

  constructor(options: RuntimeOptions = {}) {
    this.providers = options.executionProviders?.length ? options.executionProviders : ['cpu'];
    this.threads = options.threads ?? availableParallelism();
    const { optimisedFolder } = options;
    this.optimised = optimisedFolder === undefined ? undefined : new OptimisedGraphs(optimisedFolder, this.name);
  }

  get passedOver(): readonly string[] {
    return [...this.missing];
  }

  async load(folder: string, file: string, digest?: string, change?: GraphChange): Promise<Session> {
    const path = join(folder, file);
    await access(path).catch(() => {
      throw new ModelError('file_missing', `${file} is missing in ${folder}: add it or export the model again.`);
    });
    const failures: string[] = [];
    let lastMessage = '';
    for (const provider of this.providers) {
      const unknown = unknownProvider(provider);
      if (unknown) {
        failures.push(unknown);
        continue;
      }
      const changed = change && (await applied(change, folder, file, provider));
      const graph: Graph = { path, changed, key: changed ? `${file} ${change?.name}` : file };
      try {
        const session = new OnnxSession(file, provider, await this.open(graph, provider, digest));
        for (const failure of failures) this.missing.add(failure);
        return session;
      } catch (error) {
        lastMessage = reasonOf(error);
        refuseBroken(folder, file, lastMessage);
        failures.push(providerFailure(provider, lastMessage));
      }
    }
    throw new ModelError(
      isOutOfMemory(lastMessage) ? 'out_of_memory' : 'runtime_unavailable',
      `${file} in ${folder} runs on none of the execution providers (${failures.join('; ')}): name another, such as cpu.`,
    );
  }

  /**
   * Writes a graph in ONNX's own operators, with constants computed and its weights in a file beside.
   *
   * @throws ModelError `file_invalid`
   */
  simplify(folder: string, file: string, target: string): Promise<void> {
    return simplifyGraph(join(folder, file), target, file);
  }

  /** Providers of graphics cards compile a graph for themselves: what they made of it cannot be kept. */
  private async open(source: Graph, provider: string, digest?: string): Promise<InferenceSession> {
    if (this.optimised === undefined || digest === undefined || provider !== 'cpu')
      return this.create(source, provider);
    const { graph, draft, giveUp } = await this.optimised.find(digest, source.key);
    if (graph !== undefined) {
      const session = await this.create({ path: graph }, provider, 'disabled').catch(giveUp);
      if (session) return session;
    }
    if (draft === undefined) return this.create(source, provider);
    return this.createAndKeep(source, provider, draft);
  }

  private async createAndKeep(source: Graph, provider: string, draft: Draft): Promise<InferenceSession> {
    let session: InferenceSession;
    try {
      session = await this.create(source, provider, 'all', draft);
    } catch {
      // Whether it was the graph or the writing shows without the writing.
      await draft.discard();
      return this.create(source, provider);
    }
    await draft.keep();
    return session;
  }

  private create(
    { path, changed }: Pick<Graph, 'path' | 'changed'>,
    provider: string,
    graphOptimizationLevel: 'all' | 'disabled' = 'all',
    draft?: Draft,
  ): Promise<InferenceSession> {
    const options: InferenceSession.SessionOptions = {
      executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
      graphOptimizationLevel,
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // A plan of memory per shape would be kept for each of the sizes that images are asked in.
      enableMemPattern: false,
      ...(draft && { optimizedModelFilePath: draft.graph }),
      extra: {
        session: {
          // Threads that wait by spinning take the cores from whatever else runs on the machine: with two busy cores an
          // image took up to twice as long with it, and a quarter more processor time.
          intra_op: { allow_spinning: '0' },
          // Weights beside a graph that does not come from its file.
          ...(changed && { model_external_initializers_file_folder_path: dirname(path) }),
          ...(draft && {
            optimized_model_external_initializers_file_name: draft.weightsName,
            optimized_model_external_initializers_min_size_in_bytes: '1024',
          }),
        },
      },
      logSeverityLevel: 3,
    };
    return changed ? InferenceSession.create(changed, options) : InferenceSession.create(path, options);
  }
}

/** Where a graph is read from: its file, or what was made of that. */
interface Graph {
  readonly path: string;
  readonly changed?: Uint8Array | undefined;
  /** What is kept of it is found by. */
  readonly key: string;
}

async function applied(
  change: GraphChange,
  folder: string,
  file: string,
  provider: string,
): Promise<Uint8Array | undefined> {
  // A damaged graph is for the runtime to explain.
  return readFile(join(folder, file))
    .then((graph) => change.apply(graph, provider))
    .catch(() => undefined);
}

/** @throws ModelError when it is the files that are at fault, not the provider */
function refuseBroken(folder: string, file: string, message: string): void {
  const [, missing] = /External data path does not exist: "([^"]*)"/.exec(message) ?? [];
  if (missing) {
    throw new ModelError('file_missing', `${file} in ${folder} needs ${missing}, which is missing: fetch it again.`);
  }
  const broken = /protobuf|INVALID_GRAPH|INVALID_PROTOBUF|Load model from .* failed|External (initializer|data)/i;
  if (broken.test(message)) {
    throw new ModelError(
      'file_invalid',
      `${file} in ${folder} is damaged or not an ONNX model (${message}): fetch or export it again.`,
    );
  }
}
