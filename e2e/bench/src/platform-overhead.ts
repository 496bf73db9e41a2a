import { readHistogram, since } from './prometheus.js';
import { atMost, type Result, reported } from './result.js';
import { median, quantile } from './statistics.js';
import { timePicture, withStack } from './with-stack.js';

/** Node compiles what runs often: before that many pictures, the compilers are measured too. */
const warmUps = 300;
const rounds = 300;

/** What the platform adds to one picture: request to answer with an engine that answers at once, minus the encoder's time. */
export const platformOverhead = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const body = { prompt: 'nothing', width: 512, height: 512 };
    const health = stack.ports.services.storage.health;
    const encoded = () => readHistogram(health, 'imageai_storage_encode_seconds');
    for (let round = 0; round < warmUps; round++) await timePicture(stack, { ...body, seed: round });
    const added: number[] = [];
    const encoding: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = await encoded();
      const total = await timePicture(stack, { ...body, seed: round });
      const encodeMs = since(before, await encoded()).sum * 1000;
      encoding.push(encodeMs);
      added.push(total - encodeMs);
    }
    return [
      atMost('added to a picture, median', median(added), 15, 'ms'),
      atMost('added to a picture, p99', quantile(added, 0.99), 60, 'ms'),
      reported('PNG encoder, 512 x 512, median', median(encoding), 'ms'),
    ];
  });
