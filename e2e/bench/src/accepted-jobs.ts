import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { applyLoad } from './load.js';
import { atLeast, atMost, type Result, reported } from './result.js';
import { withStack } from './with-stack.js';

const clients = 8;
const seconds = 10;
const warmUpSeconds = 5;

/**
 * Jobs that are authenticated, limited, reserved and durable, from request to 202. The worker stands still meanwhile: where
 * the platform runs, it has a machine of its own, and here it would take both cores from what is measured.
 */
export const acceptedJobs = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const headers = { authorization: `Bearer ${stack.key}` };
    const url = `${stack.url}/api/generations`;
    const body = { prompt: 'nothing', width: 512, height: 512, num_inference_steps: 1 };
    const worker = stack.pids().inference;
    if (worker === undefined) throw new Error('there is no worker');
    process.kill(worker, 'SIGSTOP');
    try {
      await applyLoad({ url, headers, body, clients, seconds: warmUpSeconds });
      const jobs = await applyLoad({ url, headers, body, clients, seconds });
      const empty = await emptyRoute();
      return [
        atMost('accepting a durable job, 8 clients, p50 (P8)', jobs.p50Ms, 2.5, 'ms'),
        atMost('accepting a durable job, 8 clients, p99 (P8)', jobs.p99Ms, 10, 'ms'),
        reported('accepted jobs a second, 8 clients', jobs.requestsPerSecond, '/s'),
        reported('answers that failed', jobs.failures, ''),
        reported('empty Nest-Fastify route', empty, '/s'),
        atLeast('accepted jobs a second / empty route (P9)', jobs.requestsPerSecond / empty, 0.2, ''),
      ];
    } finally {
      process.kill(worker, 'SIGCONT');
    }
  });

async function emptyRoute(): Promise<number> {
  const server = fork(fileURLToPath(new URL('./empty-route.js', import.meta.url)));
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    await applyLoad({ url, body: {}, clients, seconds: 2 });
    return (await applyLoad({ url, body: {}, clients, seconds: 5 })).requestsPerSecond;
  } finally {
    server.kill('SIGTERM');
  }
}
