import { inParallel } from './in-parallel.js';
import { type Result, reported } from './result.js';
import { quantile } from './statistics.js';

const clients = 8;

/** A closed loop of so many calls by eight clients: how many a second, and the latency at that rate. */
export async function latencies(
  what: string,
  calls: number,
  call: (index: number) => Promise<unknown>,
): Promise<Result[]> {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  await inParallel(numbers(Math.ceil(calls / 10)), clients, (index) => call(calls + index));
  const times: number[] = [];
  const start = performance.now();
  await inParallel(numbers(calls), clients, async (index) => {
    const began = performance.now();
    await call(index);
    times.push(performance.now() - began);
  });
  const seconds = (performance.now() - start) / 1000;
  return [
    reported(`${what}, 8 clients`, calls / seconds, '/s'),
    reported(`${what}, p50`, quantile(times, 0.5), 'ms'),
    reported(`${what}, p99`, quantile(times, 0.99), 'ms'),
  ];
}
