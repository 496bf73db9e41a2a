import { afterEach, expect, it } from '@jest/globals';
import { Browser, Client, describeInChromium, Visitor } from '../../src/index.js';

const secretText = /iai_live_\w{20,}/;

let visitor: Visitor;
afterEach(async () => {
  const { problems } = visitor;
  await visitor.leaves();
  expect(problems).toEqual([]);
});

const example = (language: string) => visitor.page.getByRole('region', { name: language, exact: true });
const textOf = async (language: string) => (await example(language).textContent()) ?? '';
const makeKey = () => visitor.page.getByRole('button', { name: 'Make a key for these examples' });

/** The request that the shown command makes, with a smaller picture. */
async function sentAs(command: string): Promise<{ status: number; text: string }> {
  const address = /curl (\S+)/.exec(command)?.[1] ?? '';
  const headers = Object.fromEntries(
    [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [String(name), String(value)]),
  );
  const body: object = JSON.parse(/-d '(.*)'/.exec(command)?.[1] ?? '');
  const small = { ...body, width: 512, height: 512, num_inference_steps: 2 };
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(small) });
  return { status: answer.status, text: await answer.text() };
}

describeInChromium('the quick start at /docs', () => {
  it('carries a key made there, which works and may only generate, and is gone with the page', async () => {
    visitor = await Visitor.signedIn();
    const { page } = visitor;
    await page.goto('/docs');
    expect(await textOf('cURL')).toContain('Bearer $IMAGEAI_API_KEY');
    await page.getByLabel('Name of the key').fill('From the docs');
    await makeKey().click();
    await page.getByRole('status').filter({ hasText: 'Only this page knows it' }).waitFor();

    const command = await textOf('cURL');
    const secret = secretText.exec(command)?.[0] ?? '';
    for (const language of ['JavaScript', 'Python']) expect(await textOf(language)).toContain(`Bearer ${secret}`);
    const { status, text } = await sentAs(command);
    expect([status, text]).toEqual([200, expect.stringContaining('"width":512')]);
    expect((await new Client(secret).call('GET', '/api/images')).status).toBe(403);

    const kept = await page.evaluate('JSON.stringify([location.href, document.cookie, localStorage, sessionStorage])');
    expect(kept).not.toContain(secret);
    expect(JSON.stringify(await visitor.context.storageState({ indexedDB: true }))).not.toContain(secret);
    await page.reload();
    await makeKey().waitFor();
    expect(await page.content()).not.toMatch(secretText);
    await page.goto('/keys');
    await page.getByRole('row').filter({ hasText: 'From the docs' }).waitFor();
    await page.goBack();
    await makeKey().waitFor();
    expect(await page.content()).not.toMatch(secretText);
  });

  it('says why no key was made, and lets one try again', async () => {
    visitor = await Visitor.signedIn();
    const { page, person } = visitor;
    await page.goto('/docs');
    await makeKey().waitFor();
    await person?.send('POST', '/api/auth/sign-out');
    await makeKey().click();
    await page.getByRole('status').filter({ hasText: 'No key was made: ' }).waitFor();
    expect(await makeKey().isEnabled()).toBe(true);
    expect(await textOf('cURL')).toContain('Bearer $IMAGEAI_API_KEY');
  });

  it('sends who is not signed in to do so, and gets them back', async () => {
    visitor = await Visitor.arrives();
    const { page } = visitor;
    const person = await Browser.signedUp();
    await page.goto('/docs');
    await page.getByRole('region', { name: 'Quick start' }).getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await makeKey().waitFor();
    expect(new URL(page.url()).pathname).toBe('/docs');
  });

  it('gives axe nothing to find, light and dark, before and after a key is made', async () => {
    visitor = await Visitor.signedIn();
    const { page } = visitor;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto('/docs');
      await page.locator(`body.${colorScheme}-mode`).waitFor();
      await makeKey().waitFor();
      for (const part of ['#quick-start', '#guides']) expect(await visitor.findings(page, part)).toEqual([]);
      await makeKey().click();
      await page.getByRole('status').filter({ hasText: 'Only this page knows it' }).waitFor();
      expect(await visitor.findings(page, '#quick-start')).toEqual([]);
    }
  });
});
