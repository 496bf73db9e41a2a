import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type Account, Client, describeWithOperator, newAccount, operator, stand } from '../src/index.js';

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

  it('are found by what made them, page after page, and by nobody else', async () => {
    const finder = await newAccount('starter');
    const begun = new Date().toISOString();
    const boat = await finder.client.draw({ prompt: 'Two red boats, at anchor', style: 'sketch', width: 768 });
    const barn = await finder.client.draw({ prompt: 'a red barn', output_format: 'webp' });
    const found = async (query: string, who = finder) => {
      const { status, body } = await ask(who, `/api/images?${query}`);
      return [status, ...(body.data ?? []).map(({ id }: { id: string }) => id)];
    };
    expect(await found('prompt=RED')).toEqual([200, barn.id, boat.id]);
    expect(await found('prompt=anchor%20boat&style=sketch&shape=landscape&output_format=png')).toEqual([200, boat.id]);
    expect(await found('style=photorealistic')).toEqual([200, barn.id]);
    expect(await found('shape=square&output_format=webp')).toEqual([200, barn.id]);
    expect(await found(`prompt=red&end=${begun}`)).toEqual([200]);
    expect(await found('prompt=red&style=painting')).toEqual([200]);
    expect(await found('prompt=red', other)).toEqual([200]);
    const { body: first } = await ask(finder, `/api/images?prompt=red&limit=1&start=${begun}`);
    expect([first.data[0].id, first.has_more]).toEqual([barn.id, true]);
    const { body: second } = await ask(finder, `/api/images?prompt=red&limit=1&cursor=${first.next_cursor}`);
    expect([second.data[0].id, second.has_more, second.next_cursor]).toEqual([boat.id, false, null]);
    const [model] = (await ask(finder, '/v1/models')).body.data;
    expect(await found(`model=${encodeURIComponent(model.id)}&limit=1`)).toEqual([200, barn.id]);
    expect(second.data[0]).toMatchObject({ prompt: boat.prompt, style: 'sketch', model: model.id });
  });

  it('are fetched by URLs that are signed where the account or the request makes them private, and by no others', async () => {
    const hidden = await newAccount('starter');
    await operator.accounts.setImageSettings({ accountId: hidden.id, privateImages: true });
    const drawn = [await hidden.client.draw(), await owner.client.draw({ private: true })];
    for (const { url } of drawn) {
      const { origin, pathname } = new URL(url);
      const bare = `${origin}${pathname}`;
      expect([(await fetch(url)).status, (await fetch(`${url}&w=64`)).status]).toEqual([200, 200]);
      expect([(await fetch(bare)).status, (await fetch(`${bare}?w=64`)).status]).toEqual([404, 404]);
      expect((await fetch(url.replace(/expires=\d+/, 'expires=99999999999'))).status).toBe(403);
    }
    const { body } = await ask(owner, `/api/images/${drawn[1]?.id}`);
    expect([body.private, (await fetch(body.url)).status]).toEqual([true, 200]);
  });

  it('tell in their files what remakes them, or no more than that a model made them, as the account wants it', async () => {
    const silent = await newAccount('starter');
    await operator.accounts.setImageSettings({ accountId: silent.id, omitParameters: true });
    const prompt = 'a lighthouse that nobody else asks for';
    const toldBy = async (account: Account) => {
      const { url } = await account.client.draw({ prompt });
      const { comments = [], xmp } = await sharp(await Client.bytes(url)).metadata();
      const parameters = comments.filter(({ keyword }) => keyword === 'parameters').map(({ text }) => text);
      return { parameters, generated: String(xmp).includes('trainedAlgorithmicMedia') };
    };
    expect(await toldBy(owner)).toEqual({
      parameters: [expect.stringMatching(`^${prompt}\nSteps: `)],
      generated: true,
    });
    expect(await toldBy(silent)).toEqual({ parameters: [], generated: true });
  });

  describe('that are deleted', () => {
    it('are gone when the deletion answers: at their address, in lists and alone', async () => {
      const { id, url } = await owner.client.draw();
      expect((await ask(other, `/api/images/${id}`, 'DELETE')).status).toBe(404);
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
