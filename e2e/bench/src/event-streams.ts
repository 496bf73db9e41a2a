import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { atMost, type Result, reported } from './result.js';
import { type BenchStack, withStack } from './with-stack.js';

const clients = 1_000;
/** More at once would measure how connections are made. */
const joinsAtOnce = 50;

/** One process of the gateway with a thousand clients that follow one generation: what each costs, and how soon all know. */
export const eventStreams = (): Promise<Result[]> =>
  withStack(
    'null engine',
    async (stack) => {
      const { gateway, inference } = stack.pids();
      if (gateway === undefined || inference === undefined) throw new Error('there is no gateway or no worker');
      // Nothing happens to a generation until all its clients have joined.
      process.kill(inference, 'SIGSTOP');
      try {
        // What the first streams load and what the pools of the process grow to is not theirs.
        close(await joinAll(stack, await beginGeneration(stack)));
        const generationId = await beginGeneration(stack);
        const before = residentBytes(gateway);
        const streams = await joinAll(stack, generationId);
        const each = (residentBytes(gateway) - before) / clients;
        const times = streams.map((stream) => nextChunk(stream));
        const cancelledAt = performance.now();
        await post(stack, `/api/generations/${generationId}/cancel`);
        const arrivedMs = (await Promise.all(times)).map((at) => at - cancelledAt);
        close(streams);
        return [
          atMost('memory of the gateway for each of 1,000 event streams', each / 1024, 50, 'KiB'),
          atMost('from an event to all of 1,000 event streams', Math.max(...arrivedMs), 250, 'ms'),
          reported('from an event to the first of them', Math.min(...arrivedMs), 'ms'),
        ];
      } finally {
        process.kill(inference, 'SIGCONT');
      }
    },
    // One account follows them all.
    { READS_PER_MINUTE: '1000000' },
  );

function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}

async function beginGeneration(stack: BenchStack): Promise<string> {
  const body = { prompt: 'nothing', width: 512, height: 512, num_inference_steps: 1 };
  return (await post(stack, '/api/generations', body)).id;
}

async function post(stack: BenchStack, path: string, body?: object): Promise<{ id: string }> {
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { id: string };
}

/** Every one of them has had its first event. */
async function joinAll(stack: BenchStack, generationId: string): Promise<IncomingMessage[]> {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const streams: IncomingMessage[] = [];
  while (streams.length < clients) {
    streams.push(...(await Promise.all(Array.from({ length: joinsAtOnce }, () => join(stack, generationId, agent)))));
  }
  return streams;
}

function join({ url, key }: BenchStack, generationId: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    const sent = request(`${url}/api/generations/${generationId}/events`, { headers, agent }, (stream) => {
      if (stream.statusCode !== 200) reject(new Error(`the event stream answered ${stream.statusCode}`));
      let text = '';
      const read = (chunk: Buffer): void => {
        text += chunk;
        if (!text.includes('event: queued')) return;
        stream.off('data', read);
        resolve(stream);
      };
      stream.on('data', read);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** When the stream tells of something next. */
function nextChunk(stream: IncomingMessage): Promise<number> {
  return new Promise((resolve) => {
    const read = (chunk: Buffer): void => {
      if (!chunk.includes('event: cancelled')) return;
      stream.off('data', read);
      resolve(performance.now());
    };
    stream.on('data', read);
    stream.resume();
  });
}

function close(streams: readonly IncomingMessage[]): void {
  for (const stream of streams) stream.destroy();
}
