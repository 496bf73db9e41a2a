import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, describeWithOperator, newAccount, stand } from '../src/index.js';

describeWithOperator('the images of an account', () => {
  let owner: Account;
  let other: Account;
  beforeAll(async () => {
    [owner, other] = await Promise.all([newAccount('starter'), newAccount('starter')]);
  });

  const ask = async ({ key }: Account, path: string, method = 'GET') => {
    const response = await fetch(`${stand.url}${path}`, { method, headers: { authorization: `Bearer ${key}` } });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  it('are listed, newest first, to that account alone', async () => {
    const first = await owner.client.draw();
    const second = await owner.client.draw();
    const { body } = await ask(owner, '/api/images');
    expect(body.data.map(({ id, url }: { id: string; url: string }) => [id, url])).toEqual([
      [second.id, second.url],
      [first.id, first.url],
    ]);
    expect((await ask(other, '/api/images')).body).toEqual({ data: [], has_more: false, next_cursor: null });
    expect((await ask(other, `/api/images/${first.id}`)).status).toBe(404);
  });

  describe('that are deleted', () => {
    it('are gone when the deletion answers: at their address, in lists and alone', async () => {
      const { id, url } = await owner.client.draw();
      expect((await ask(other, `/api/images/${id}`, 'DELETE')).status).toBe(204);
      expect((await fetch(url)).status).toBe(200);
      expect((await ask(owner, `/api/images/${id}`, 'DELETE')).status).toBe(204);
      const gone = await fetch(url);
      expect([gone.status, gone.headers.get('cache-control')]).toEqual([410, 'no-store']);
      expect((await ask(owner, `/api/images/${id}`)).status).toBe(410);
      const { body } = await ask(owner, '/api/images');
      expect(body.data.map((image: { id: string }) => image.id)).not.toContain(id);
    });
  });
});
