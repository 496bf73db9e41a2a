import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { applyLoad } from './load.js';
import { histogramQuantile, readHistogram, since } from './prometheus.js';
import { atLeast, atMost, type Result, reported } from './result.js';
import { withStack } from './with-stack.js';

const clients = 8;
const seconds = 10;

/**
 * Jobs that are authenticated, limited, reserved and durable. The gateway's own histogram says when a job was accepted
 * (the client's answer comes only with the picture); the rate is that of whole pictures, from request to answer.
 */
export const acceptedJobs = (): Promise<Result[]> =>
  withStack('null engine', async (stack) => {
    const health = stack.ports.services.gateway.health;
    const accepted = () => readHistogram(health, 'imageai_gateway_accept_seconds');
    const headers = { authorization: `Bearer ${stack.key}` };
    const url = `${stack.url}/api/generate-image`;
    const body = { prompt: 'nothing', width: 512, height: 512, num_inference_steps: 1 };
    await applyLoad({ url, headers, body, clients, seconds: 3 });
    const before = await accepted();
    const jobs = await applyLoad({ url, headers, body, clients, seconds });
    const times = since(before, await accepted());
    const empty = await emptyRoute();
    return [
      atMost('accepting a durable job, 8 clients, p50 (P8)', histogramQuantile(times, 0.5) * 1000, 2.5, 'ms'),
      atMost('accepting a durable job, 8 clients, p99 (P8)', histogramQuantile(times, 0.99) * 1000, 10, 'ms'),
      reported('whole pictures a second, 8 clients, 512 x 512', jobs.requestsPerSecond, '/s'),
      reported('answers that failed', jobs.failures, ''),
      reported('empty Nest-Fastify route', empty, '/s'),
      atLeast('whole pictures a second / empty route (P9)', jobs.requestsPerSecond / empty, 0.2, ''),
    ];
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
