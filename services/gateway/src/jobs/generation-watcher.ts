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

type Hear = (generation: Generation) => void;

/** Waits for generations to end, however often the connection to their service breaks meanwhile. */
@Injectable()
export class GenerationWatcher {
  constructor(@Inject(GENERATION) private readonly generations: GenerationClient) {}

  /** The generation once it has ended. Rejects with the reason of the signal when that comes first. */
  async ended(generation: Generation, signal: AbortSignal): Promise<Generation> {
    return hasEnded(generation) ? generation : this.untilEnded(generation, signal, undefined);
  }

  /** The same, and tells of every state on the way; after a broken connection it may tell of one again. */
  async followed(generation: Generation, signal: AbortSignal, hear: Hear): Promise<Generation> {
    return hasEnded(generation) ? generation : this.untilEnded(generation, signal, hear);
  }

  private async untilEnded(generation: Generation, signal: AbortSignal, hear: Hear | undefined): Promise<Generation> {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
      signal.throwIfAborted();
      try {
        const ended = await this.watch(generation, signal, hear);
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
  private watch(
    { accountId, id }: Generation,
    signal: AbortSignal,
    hear: Hear | undefined,
  ): Promise<Generation | undefined> {
    const endedOnly = hear === undefined;
    const stream = this.generations.watchGeneration({ accountId, generationId: id, endedOnly });
    return new Promise<Generation | undefined>((resolve, reject) => {
      const abort = () => {
        stream.cancel();
        reject(signal.reason);
      };
      const settled = () => signal.removeEventListener('abort', abort);
      signal.addEventListener('abort', abort);
      stream.on('data', ({ generation }) => {
        if (generation === undefined || signal.aborted) return;
        hear?.(generation);
        if (!hasEnded(generation)) return;
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
