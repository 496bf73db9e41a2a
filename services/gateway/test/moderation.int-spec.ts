import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorEnvelope } from '@imageai/api';
import { PlanName } from '@imageai/contracts/auth';
import { createLogger, type Logger, metrics } from '@imageai/telemetry';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../src/auth/caller.js';
import type { Config } from '../src/config.js';
import { loadJudges } from '../src/moderation/load-judges.js';
import { ModerationService } from '../src/moderation/moderation.service.js';
import { type Answer, type Fixture, startFixture } from './gateway-fixture.js';

type Check = (prompt: string) => Promise<void>;

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

describe('a text classifier', () => {
  const fixture = fileURLToPath(new URL('../../../libs/text-classifier/fixtures/tiny-classifier', import.meta.url));
  const labels = {
    violence: { category: 'violence', threshold: 0.9 },
    gambling: { category: 'betting', threshold: 0.9 },
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imageai-text-classifier-'));
    await cp(fixture, folder, { recursive: true });
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const settingsWith = async (parts: object): Promise<Partial<Config>> => {
    const policy = join(folder, 'policy.json');
    await writeFile(policy, JSON.stringify({ version: 1, categories: { betting: {}, violence: {} }, ...parts }));
    return { MODERATION_TEXT_CLASSIFIER: folder, MODERATION_POLICY_FILE: policy };
  };
  const change = async (file: string, edit: (content: Record<string, unknown>) => void) => {
    const content = JSON.parse(await readFile(join(folder, file), 'utf8'));
    edit(content);
    await writeFile(join(folder, file), JSON.stringify(content));
  };
  const withModeration = async (settings: Partial<Config>, use: (check: Check) => Promise<void>) => {
    const config = { MODERATION_TIMEOUT_MS: 5_000, MODERATION_WHEN_AWAY: 'refuse', ...settings } as Config;
    const judges = await loadJudges(config);
    const service = new ModerationService(judges, config, createLogger('gateway', 'silent'));
    const caller = { accountId: 'acc_1', keyId: 'key_1', plan: PlanName.PLAN_NAME_PROFESSIONAL } as Caller;
    try {
      await use((prompt) => service.check(prompt, caller));
    } finally {
      await judges.close();
    }
  };
  const prohibited = (category: string) => ({
    code: 'content_prohibited',
    message: `The prompt contains prohibited content (${category}).`,
  });

  it('refuses a request by the meaning of its labels', async () => {
    const api = await startFixture(await settingsWith({ labels }));
    try {
      const answer = await api.post(api.key(), { prompt: 'they bet on a poker game' });
      expect(errorOf(answer)).toMatchObject({ status: 403, ...prohibited('betting') });
      expect((await accepts(api)).status).toBe(202);
    } finally {
      await api.stop();
    }
  });

  it('refuses from the thresholds on, and nothing of a label that the policy does not name', async () => {
    const strict = { violence: { category: 'violence', threshold: 1 } };
    await withModeration(await settingsWith({ labels: strict }), async (check) => {
      await check('soldiers shoot at a crowd');
      await check('they bet on a poker game');
    });
  });

  it('refuses nothing of a category that the policy skips for the account’s plan', async () => {
    const skip = { plans: { professional: { skip: ['betting'] } } };
    await withModeration(await settingsWith({ labels, ...skip }), async (check) => {
      await check('they bet on a poker game');
      await expect(check('soldiers shoot at a crowd')).rejects.toMatchObject(prohibited('violence'));
    });
  });

  it('that fails makes the request unavailable, and the next one is judged', async () => {
    await change('tokenizer.json', ({ model }) => {
      (model as { vocab: Record<string, number> }).vocab.lake = 1_000_000;
    });
    await withModeration(await settingsWith({ labels }), async (check) => {
      await expect(check('a calm lake')).rejects.toMatchObject({ code: 'unavailable' });
      await check('a cat asleep');
      await expect(check('soldiers shoot at a crowd')).rejects.toMatchObject(prohibited('violence'));
    });
  });

  it('that says nothing in time counts as away, and is done without where the operator chose so', async () => {
    // One word a window: a long prompt takes hundreds of runs.
    await change('tokenizer_config.json', (config) => Object.assign(config, { model_max_length: 3 }));
    const settings = { ...(await settingsWith({ labels })), MODERATION_TIMEOUT_MS: 1 };
    const long = 'a '.repeat(500);
    await withModeration(settings, async (check) => {
      await expect(check(long)).rejects.toMatchObject({ code: 'unavailable' });
    });
    await withModeration({ ...settings, MODERATION_WHEN_AWAY: 'allow' }, (check) => check(long));
  });

  it.each([
    [
      'a label that the model does not have',
      { labels: { hate: labels.violence } },
      /label "hate" .* it knows neutral,/,
    ],
    ['no labels at all', {}, /the moderation policy has no labels/],
  ])('keeps the gateway from starting beside a policy with %s', async (_, parts, message) => {
    await expect(loadJudges((await settingsWith(parts)) as Config)).rejects.toThrow(message);
  });

  it('that is missing keeps the gateway from starting, as does a folder that is none', async () => {
    const settings = await settingsWith({ labels });
    const none = { ...settings, MODERATION_TEXT_CLASSIFIER: undefined } as Config;
    await expect(loadJudges(none)).rejects.toThrow(/MODERATION_TEXT_CLASSIFIER names no classifier/);
    await rm(join(folder, 'model.onnx'));
    await expect(loadJudges(settings as Config)).rejects.toThrow(/model\.onnx is missing/);
  });
});

describe('a refusal', () => {
  const logged = async (settings: Partial<Config>) => {
    const lines: object[] = [];
    const logger = { ...createLogger('gateway', 'silent'), info: (line: object) => void lines.push(line) } as Logger;
    const judges = await loadJudges(settings as Config);
    const config = { MODERATION_TIMEOUT_MS: 5_000, MODERATION_WHEN_AWAY: 'refuse', ...settings } as Config;
    const caller = { accountId: 'acct_1', keyId: 'key_1', plan: PlanName.PLAN_NAME_STARTER } as Caller;
    await expect(new ModerationService(judges, config, logger).check('g0re on a wall', caller)).rejects.toThrow();
    return lines;
  };
  const seen = { accountId: 'acct_1', keyId: 'key_1', category: 'violence/graphic', source: 'policy' };
  const counted = async () => {
    const { values = [] } = (await metrics.getSingleMetric('imageai_gateway_moderation_refusals_total')?.get()) ?? {};
    const { category, source } = seen;
    return values.find(({ labels }) => labels.category === category && labels.source === source)?.value ?? 0;
  };

  it('is logged without the prompt, unless the operator wants it', async () => {
    expect(await logged({ MODERATION_LOG_PROMPTS: false })).toEqual([seen]);
    expect(await logged({ MODERATION_LOG_PROMPTS: true })).toEqual([{ ...seen, prompt: 'g0re on a wall' }]);
  });

  it('is counted by category and by who found it', async () => {
    const before = await counted();
    await logged({});
    expect(await counted()).toBe(before + 1);
  });
});
