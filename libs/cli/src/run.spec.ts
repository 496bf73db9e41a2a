import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, refusal } from '../test/api-server.js';
import { commandLine } from '../test/command-line.js';
import { Interruption } from './interruption.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (args: string, options: Partial<Parameters<typeof commandLine>[1]> = {}) =>
  commandLine(args.split(' ').filter(Boolean), { baseUrl: server.url, ...options });

describe('the exit code', () => {
  const noRetry = { 'x-should-retry': 'false' };
  it.each([
    [2, 400, 'parameter_invalid'],
    [3, 401, 'invalid_api_key'],
    [3, 403, 'plan_required'],
    [3, 403, 'content_prohibited'],
    [2, 404, 'not_found'],
    [4, 429, 'rate_limit_exceeded'],
    [4, 429, 'monthly_quota_exceeded'],
    [1, 500, 'internal_error'],
    [5, 503, 'overloaded'],
  ])('is %i after an answer with %i %s, in one sentence', async (exitCode, status, code) => {
    server.serve({ 'POST /api/generations': refusal(status, code, noRetry) });
    expect(await imageai('generate x')).toEqual({ exitCode, stdout: '', stderr: `In words: ${code}.\n` });
  });

  it('is 5 where nobody answers', async () => {
    const { exitCode, stderr } = await imageai('jobs --base-url http://127.0.0.1:1');
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/^No answer from http:\/\/127\.0\.0\.1:1: .+\n$/);
  });

  it('is 3 without a key, and 2 with an address that is none', async () => {
    expect(await imageai('jobs', { apiKey: undefined })).toMatchObject({
      exitCode: 3,
      stderr: 'There is no API key: set IMAGEAI_API_KEY (npm start prints some).\n',
    });
    expect(await imageai('jobs --base-url nowhere')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^The address of the server is wrong: /),
    });
    const secret = 'a key with spaces';
    const { exitCode, stderr } = await imageai('jobs', { apiKey: secret });
    expect([exitCode, stderr.includes(secret)]).toEqual([2, false]);
    expect(stderr).toMatch(/^IMAGEAI_API_KEY is wrong: /);
  });

  it('is 130 after Ctrl-C, whatever was going on', async () => {
    const interruption = new Interruption();
    server.serve({ 'GET /api/generations?limit=20': () => interruption.interrupt() });
    expect(await imageai('jobs', { interruption })).toMatchObject({ exitCode: 130, stderr: 'Interrupted.\n' });
  });
});

describe('errors', () => {
  it('are the envelope of the API on standard error with --json, also those that the API never saw', async () => {
    server.serve({ 'POST /api/generations': refusal(400, 'parameter_invalid', { 'x-request-id': 'req_7' }) });
    const { stdout, stderr } = await imageai('generate x --json');
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      error: {
        message: 'In words: parameter_invalid.',
        type: 'a_type',
        param: 'width',
        code: 'parameter_invalid',
        status: 400,
        request_id: 'req_7',
      },
    });
    expect(JSON.parse((await imageai('generate --json')).stderr)).toMatchObject({
      error: { code: null, status: null },
    });
  });

  it('of the server name the request, for whoever runs it', async () => {
    const headers = { 'x-request-id': 'req_7', 'x-should-retry': 'false' };
    server.serve({ 'POST /api/generations': refusal(500, 'internal_error', headers) });
    expect((await imageai('generate x')).stderr).toBe('In words: internal_error. (req_7)\n');
  });
});

describe('help', () => {
  it.each(['--help', 'help', 'generate --help', 'jobs --help', 'jobs follow --help'])(
    'is printed by %s',
    async (args) => {
      const { exitCode, stdout, stderr } = await imageai(args, { apiKey: undefined });
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: imageai /);
    },
  );

  it('is what a command line without a command gets, as a mistake', async () => {
    const { exitCode, stdout, stderr } = await imageai('');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: imageai /);
  });

  it('is named nearest to a command that is not known', async () => {
    expect(await imageai('generat x')).toMatchObject({
      exitCode: 2,
      stderr: "Unknown command 'generat'. Did you mean generate?\n",
    });
  });
});
