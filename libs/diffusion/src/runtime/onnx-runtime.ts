import { access } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env, InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { ModelError, reasonOf } from '../model/model-error.js';
import { OnnxSession } from './onnx-session.js';
import type { Runtime, RuntimeOptions, Session } from './session.js';

/** Runs components by ONNX Runtime, on the first of the operator's execution providers that can be had. */
export class OnnxRuntime implements Runtime {
  readonly name = `onnxruntime-${env.versions.node}`;
  private readonly providers: readonly string[];
  private readonly threads: number;

  constructor(options: RuntimeOptions = {}) {
    this.providers = options.executionProviders?.length ? options.executionProviders : ['cpu'];
    this.threads = options.threads ?? availableParallelism();
  }

  async load(folder: string, file: string): Promise<Session> {
    const path = join(folder, file);
    await access(path).catch(() => {
      throw new ModelError('file_missing', `${file} is missing in ${folder}: add it or export the model again.`);
    });
    const failures: string[] = [];
    for (const provider of this.providers) {
      const reason = unavailable(provider);
      if (reason) {
        failures.push(reason);
        continue;
      }
      try {
        return new OnnxSession(file, provider, await this.create(path, provider));
      } catch (error) {
        const message = reasonOf(error);
        if (isBroken(message)) {
          throw new ModelError(
            'file_invalid',
            `${file} in ${folder} is damaged or not an ONNX model (${message}): fetch or export it again.`,
          );
        }
        failures.push(`${provider}: ${message}`);
      }
    }
    throw new ModelError(
      'runtime_unavailable',
      `${file} in ${folder} runs on none of the execution providers (${failures.join('; ')}): name another, such as cpu.`,
    );
  }

  private create(path: string, provider: string): Promise<InferenceSession> {
    return InferenceSession.create(path, {
      executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // A plan of memory per shape would be kept for each of the sizes that images are asked in.
      enableMemPattern: false,
      // Threads that wait by spinning take the cores from whatever else runs on the machine: with two busy cores an image
      // took up to twice as long with it, and a quarter more processor time.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
    });
  }
}

function unavailable(provider: string): string | undefined {
  const supported = listSupportedBackends().map(({ name }) => name);
  return supported.includes(provider) ? undefined : `${provider}: not in this build, which has ${supported.join(', ')}`;
}

function isBroken(message: string): boolean {
  return /protobuf|INVALID_GRAPH|INVALID_PROTOBUF|Load model from .* failed/i.test(message);
}
