import { waitUntil } from '@imageai/testing';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Browser, Client, describeInChromium, Visitor } from '../../src/index.js';

let visitor: Visitor;
beforeEach(async () => {
  visitor = await Visitor.arrives();
});
afterEach(async () => {
  const { problems } = visitor;
  await visitor.leaves();
  expect(problems).toEqual([]);
});

describeInChromium('somebody who comes to the front page', () => {
  it('has an account, a key that works and a picture within a minute', async () => {
    const { page } = visitor;
    const began = Date.now();
    await page.goto('/');
    await page.getByRole('banner').getByRole('link', { name: 'Get a key' }).click();
    const person = new Browser();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

    await page.goto(`/verify-email#token=${await person.token('verify-email')}`);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Open my account' }).click();
    const stage = page.getByRole('region', { name: 'Picture' });
    const picture = stage.getByRole('img');
    const ready = page.locator('.frame[data-state="ready"]').waitFor();
    await ready.catch(async (cause) => {
      throw new Error(`there is no picture at ${page.url()}, but: ${await stage.allInnerTexts()}`, { cause });
    });
    const loaded = async () => (await picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))) === 512;
    await waitUntil(loaded, { what: 'the file of the picture' });
    expect(Date.now() - began).toBeLessThan(60_000);

    const secret = (await page.getByText(/^iai_live_/).textContent()) ?? '';
    expect((await new Client(secret).call('GET', '/api/account')).status).toBe(200);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.getByText(/^iai_live_/).count()).toBe(0);
  });
});
