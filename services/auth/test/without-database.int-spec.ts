import { newApiKey } from '@imageai/api';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type AuthFixture, startAuth } from './auth.fixture.js';

let fixture: AuthFixture;

beforeAll(async () => {
  fixture = await startAuth({ databaseUrl: 'postgres://nobody:nothing@127.0.0.1:1/none' });
}, 60_000);
afterAll(() => fixture.stop());

it('answers unavailable while Postgres is away, and still knows a mistyped key for unknown', async () => {
  await expect(fixture.auth.verifyKey({ secret: newApiKey() })).rejects.toMatchObject({ code: 'unavailable' });
  await expect(fixture.accounts.listPlans({})).rejects.toMatchObject({ code: 'unavailable' });
  expect((await fixture.auth.verifyKey({ secret: 'iai_live_typo' })).result?.$case).toBe('refusal');
});
