import { type Route } from '@imageai/api';
import { adminRoutes } from '@imageai/api/admin';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cut, json, MisbehavingServer, refusal } from '../../test/misbehaving-server.js';
import { ConflictError, ConnectionError, InvalidRequestError } from '../errors.js';
import { ImageAIAdmin } from './image-ai-admin.js';

let server: MisbehavingServer;
let admin: ImageAIAdmin;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  admin = new ImageAIAdmin({ token: 'token-of-ada', baseUrl: server.url });
});
afterAll(() => server.stop());

const calls = () => server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

describe('an operator', () => {
  it('can do all that their API has, and shows their token with it', async () => {
    server.answer(json(200, { data: [] }));
    await admin.operator();
    await admin.audit({ account_id: 'acct_1', action: 'key.' });
    await admin.reportKey({ key: 'iai_live_1' });
    await admin.moderation();
    await admin.accounts.list({ query: 'ada', suspended: 'true' });
    await admin.accounts.create({ name: 'Ada', email: 'ada@example.com', plan: 'starter' });
    await admin.accounts.get('acct_1');
    await admin.accounts.setPlan('acct_1', { version: 4 }, { plan: 'enterprise' });
    await admin.accounts.setOverrides('acct_1', 5, { concurrency: 3 });
    await admin.accounts.set('acct_1', { private_images: true });
    await admin.accounts.suspend('acct_1', 'Unpaid.');
    await admin.accounts.reinstate('acct_1');
    await admin.accounts.delete('acct_1', '*');
    await admin.accounts.deletionReport('acct_1');
    await admin.accounts.keys('acct_1');
    await admin.accounts.revokeKey('acct_1', 'key_1');
    await admin.accounts.usage('acct_1', { bucket: 'month' });
    await admin.accounts.ledger('acct_1', { month: '2026-11' });
    await admin.plans.list();
    await admin.plans.setLimits('starter', 1, { images_per_month: 600 });
    await admin.books.check();
    await admin.books.rebuild('acct_1', '2026-11');
    await admin.work.queue();
    await admin.work.models();
    await admin.work.deadLetters({ limit: 5 });
    await admin.work.retry('img_1');

    // Everything but the document itself: a route that is added is to be added here.
    const asked = server.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`).sort();
    const described = (adminRoutes as readonly Route[])
      .filter(({ id }) => id !== 'openapi')
      .map(({ method, path }) => {
        const filled = path.replace('{id}', 'acct_1').replace('{key_id}', 'key_1').replace('{image_id}', 'img_1');
        return `${method.toUpperCase()} ${filled.replace('{name}', 'starter')}`;
      });
    expect(asked).toEqual(described.sort());
    expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer token-of-ada']),
    );
    const versions = server.requests.flatMap(({ headers }) => headers['if-match'] ?? []);
    expect(versions).toEqual(['"4"', '"5"', '*', '"1"']);
    expect(calls()).toContain('GET /admin/accounts?query=ada&suspended=true');
    expect(calls()).toContain('PUT /admin/accounts/acct_1/overrides {"concurrency":3}');
  });

  it('goes through all accounts, page after page', async () => {
    const page = (id: string, next_cursor: string | null) => json(200, { data: [{ id }], next_cursor });
    server.answer(page('acct_2', 'next'), page('acct_1', null));
    const ids: string[] = [];
    for await (const { id } of admin.accounts.iterate()) ids.push(id);
    expect(ids).toEqual(['acct_2', 'acct_1']);
  });

  it('is told that somebody was faster, and that a version is needed, as errors of their own', async () => {
    server.answer(refusal(412, 'version_conflict'));
    await expect(admin.accounts.setOverrides('acct_1', 3, {})).rejects.toBeInstanceOf(ConflictError);
    server.answer(refusal(428, 'version_required'));
    await expect(admin.accounts.delete('acct_1', 3)).rejects.toBeInstanceOf(InvalidRequestError);
  });

  it('makes a change once: where its answer is lost, whether it was made is for them to look up', async () => {
    server.answer(cut, json(200, {}));
    await expect(admin.accounts.setOverrides('acct_1', 3, {})).rejects.toBeInstanceOf(ConnectionError);
    expect(server.requests).toHaveLength(1);
  });

  it('needs a token that can be one, which no message shows', () => {
    expect(() => new ImageAIAdmin({ token: 'a b', baseUrl: server.url })).toThrow('token must be an operator’s.');
  });
});
