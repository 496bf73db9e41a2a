import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, MisbehavingServer } from '../../test/misbehaving-server.js';
import { ImageAI } from '../image-ai.js';
import type { Account } from './account.js';

let server: MisbehavingServer;
let account: Account;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  ({ account } = new ImageAI({ apiKey: 'key', baseUrl: server.url }));
});
afterAll(() => server.stop());

describe('the account', () => {
  it('tells its plan, and what was used in the periods that are asked for', async () => {
    server.answer(json(200, { id: 'acct_1' }));
    expect(await account.get()).toEqual({ id: 'acct_1' });
    await account.usage();
    await account.usage({ start: '2026-11-01', bucket: 'month', group_by: 'key' });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/account',
      'GET /api/usage',
      'GET /api/usage?start=2026-11-01&bucket=month&group_by=key',
    ]);
  });
});
