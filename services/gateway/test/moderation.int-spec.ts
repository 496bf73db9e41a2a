import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorEnvelope } from '@imageai/api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Config } from '../src/config.js';
import { loadJudges } from '../src/moderation/load-judges.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

const errorOf = ({ status, body }: Answer) => ({ status, ...errorEnvelope.parse(body).error });
const accepts = (api: Fixture) => api.post(api.key(), { prompt: 'a lake' }, {}, '/api/generations');

describe('a prompt that the policy prohibits', () => {
  let api: Fixture;
  beforeAll(async () => {
    api = await startFixture();
  });
  afterAll(async () => api.stop());

  it('is refused with 403 and its category, and takes one of the minute but no image', async () => {
    api.metering.asked.length = 0;
    const answer = await api.post(api.key(), { prompt: 'g0re on a wall', n: 2 });
    expect(errorOf(answer)).toEqual({
      status: 403,
      type: 'content_policy_violation',
      code: 'content_prohibited',
      param: 'prompt',
      message: 'The prompt contains prohibited content (violence/graphic).',
    });
    expect(api.metering.asked.map(({ images }) => images)).toEqual([0]);
    expect(api.generation.created).toHaveLength(0);
    expect(answer.headers.get('x-ratelimit-remaining-requests')).not.toBeNull();
  });

  it('is refused on the asynchronous route alike', async () => {
    const answer = await api.post(api.key(), { prompt: 'a beheaded man' }, {}, '/api/generations');
    expect(errorOf(answer)).toMatchObject({ status: 403, code: 'content_prohibited' });
  });

  it('may be named as what is to be kept out of the picture', async () => {
    const body = { prompt: 'a lake', negative_prompt: 'nude, gore' };
    expect((await api.post(api.key(), body, {}, '/api/generations')).status).toBe(202);
  });

  it('comes after what the key and the plan may not do', async () => {
    const answer = await api.post(api.key({ suspended: true }), { prompt: 'gore' });
    expect(errorOf(answer)).toMatchObject({ status: 403, code: 'account_suspended' });
  });
});

describe('a moderation endpoint', () => {
  let server: Server;
  let api: Fixture;
  let reply: () => { status: number; body: unknown } = () => ({ status: 200, body: {} });
  const asked: unknown[] = [];
  const verdict = (categories: Record<string, boolean>) => () => ({
    status: 200,
    body: { id: 'modr-1', model: 'm', results: [{ flagged: Object.values(categories).includes(true), categories }] },
  });
  const start = async (settings: Partial<Config>) => {
    server = createServer(async (request, response) => {
      let text = '';
      for await (const part of request) text += part;
      asked.push({ authorization: request.headers.authorization, ...JSON.parse(text) });
      const { status, body } = reply();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/moderations`;
    api = await startFixture({ MODERATION_URL: url, MODERATION_API_KEY: 'secret', ...settings });
  };
  afterEach(async () => {
    await api.stop();
    server.closeAllConnections();
    server.close();
  });

  it('is asked about what the policy lets pass, and its category is named', async () => {
    await start({});
    reply = verdict({ hate: false, harassment: true });
    const answer = await api.post(api.key(), { prompt: 'a lake' });
    expect(errorOf(answer).message).toBe('The prompt contains prohibited content (harassment).');
    expect(asked.at(-1)).toEqual({ authorization: 'Bearer secret', input: 'a lake' });
    reply = verdict({ hate: false });
    expect((await accepts(api)).status).toBe(202);
  });

  it.each([
    ['answers 500', () => ({ status: 500, body: {} })],
    ['answers what cannot be understood', () => ({ status: 200, body: { results: 'fine' } })],
  ])('that %s makes the request unavailable, and nothing is reserved', async (_, broken) => {
    await start({});
    reply = broken;
    api.metering.asked.length = 0;
    expect(errorOf(await accepts(api))).toMatchObject({ status: 503, code: 'unavailable' });
    expect(api.metering.asked.filter(({ images }) => images > 0)).toHaveLength(0);
  });

  it('that is away is done without where the operator chose so', async () => {
    await start({ MODERATION_WHEN_AWAY: 'allow' });
    server.closeAllConnections();
    server.close();
    expect((await accepts(api)).status).toBe(202);
  });

  it('that says nothing in time counts as away', async () => {
    await start({ MODERATION_TIMEOUT_MS: 50 });
    server.removeAllListeners('request');
    expect(errorOf(await accepts(api))).toMatchObject({ status: 503, code: 'unavailable' });
  });
});

describe('a classifier of the operator', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageai-classifier-'));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it('judges what the policy lets pass', async () => {
    const module = join(folder, 'classifier.mjs');
    await writeFile(
      module,
      'export const createClassifier = async () => ({ classify: async (prompt) => prompt.includes("logo") ? "brands" : undefined });',
    );
    const api = await startFixture({ MODERATION_CLASSIFIER: module });
    try {
      expect(errorOf(await api.post(api.key(), { prompt: 'a famous logo' })).message).toMatch(/\(brands\)/);
      expect((await accepts(api)).status).toBe(202);
    } finally {
      await api.stop();
    }
  });

  it('that is no classifier keeps the gateway from starting, as a policy does that cannot be read', async () => {
    const module = join(folder, 'nothing.mjs');
    await writeFile(module, 'export const nothing = 1;');
    const settings = { MODERATION_CLASSIFIER: module } as Config;
    await expect(loadJudges(settings)).rejects.toThrow(/exports no createClassifier/);
    const missing = { MODERATION_POLICY_FILE: join(folder, 'missing.json') } as Config;
    await expect(loadJudges(missing)).rejects.toThrow(/moderation policy .*missing.json cannot be read/);
  });
});
