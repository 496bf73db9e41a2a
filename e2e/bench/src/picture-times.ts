import { readFile } from 'node:fs/promises';
import { atMost, type Result } from './result.js';
import { median } from './statistics.js';
import { timePicture, withStack } from './with-stack.js';

const prompt = 'a serene mountain lake at sunset, with pink and orange clouds, surrounded by pine trees';
const rounds = 5;

/** From request to answer with the embedded model, and what the inference process holds at its most. */
export const pictureTimes = (): Promise<Result[]> =>
  withStack('embedded model', async (stack) => {
    const seconds = async (side: number): Promise<number> => {
      const body = { prompt, width: side, height: side, seed: 1 };
      await timePicture(stack, body);
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await timePicture(stack, body));
      return median(times) / 1000;
    };
    return [
      atMost('512 x 512, request to answer', await seconds(512), 1.2, 's'),
      atMost('1024 x 1024, request to answer', await seconds(1024), 4, 's'),
      atMost('1920 x 1920, request to answer', await seconds(1920), 15, 's'),
      atMost('inference process, peak memory', await peakGiB(stack.pids().inference), 1, 'GiB'),
    ];
  });

async function peakGiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024 ** 2;
}
