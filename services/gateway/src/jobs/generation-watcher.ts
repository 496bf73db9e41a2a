import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceError } from '@grpc/grpc-js';
import { type Generation, GenerationStatus } from '@imageai/contracts/generation';
import { AppError } from '@imageai/errors';
import { fromServiceError } from '@imageai/rpc';
import { Inject, Injectable } from '@nestjs/common';
import type { GenerationClient } from '../peers/peers.js';
import { peerFault } from '../peers/until-available.js';
import { GENERATION } from '../tokens.js';

const firstDelayMs = 50;
const maxDelayMs = 1_000;

const unended: readonly GenerationStatus[] = [
  GenerationStatus.GENERATION_STATUS_UNSPECIFIED,
  GenerationStatus.GENERATION_STATUS_QUEUED,
  GenerationStatus.GENERATION_STATUS_RUNNING,
];

export const hasEnded = ({ status }: Generation): boolean => !unended.includes(status);

/** Waits for generations to end, however often the connection to their service breaks meanwhile. */
@Injectable()
export class GenerationWatcher {
  constructor(@Inject(GENERATION) private readonly generations: GenerationClient) {}

  /** The generation once it has ended. Rejects with the reason of the signal when that comes first. */
  async ended(generation: Generation, signal: AbortSignal): Promise<Generation> {
    if (hasEnded(generation)) return generation;
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
      signal.throwIfAborted();
      try {
        const ended = await this.watch(generation, signal);
        if (ended !== undefined) return ended;
      } catch (error) {
        signal.throwIfAborted();
        // Away, or in trouble that may pass; anything else no waiting changes.
        const { code } = AppError.from(error);
        if (code !== 'unavailable' && code !== 'internal_error') throw peerFault(error);
      }
      await sleep(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** One watch stream to its end; undefined where it ends before the generation. */
  private watch({ accountId, id }: Generation, signal: AbortSignal): Promise<Generation | undefined> {
    const stream = this.generations.watchGeneration({ accountId, generationId: id, endedOnly: true });
    return new Promise<Generation | undefined>((resolve, reject) => {
      const abort = () => {
        stream.cancel();
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', abort);
      signal.addEventListener('abort', abort);
      stream.on('data', ({ generation }) => {
        if (generation === undefined || !hasEnded(generation)) return;
        settled();
        resolve(generation);
      });
      stream.on('end', () => {
        settled();
        resolve(undefined);
      });
      stream.on('error', (error: ServiceError) => {
        settled();
        reject(fromServiceError(error));
      });
    });
  }
}
