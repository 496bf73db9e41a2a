import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { Client, describeInChromium, Receiver, Visitor } from '../../src/index.js';

/** A revocation is in force everywhere within this time; the rest is the test's own. */
const revocationMs = 2_000;

let visitor: Visitor;
let page: Page;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.start();
});
afterAll(() => receiver.stop());

const dialog = () => page.getByRole('dialog');

describeInChromium('a member', () => {
  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    page = visitor.page;
  });
  afterAll(() => visitor.leaves());
  afterEach(() => expect(visitor.problems).toEqual([]));

  it('makes a key, uses it, revokes it, and it is refused', async () => {
    await page.goto('/keys');
    await page.getByRole('button', { name: 'New key' }).click();
    await dialog().getByLabel('Name').fill('The shop');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    const secret =
      (await dialog()
        .getByText(/^iai_live_/)
        .textContent()) ?? '';
    await dialog().getByRole('button', { name: 'I have kept it' }).click();
    const client = new Client(secret);
    expect((await client.call('GET', '/api/images')).status).toBe(200);

    const row = page.getByRole('row').filter({ hasText: 'The shop' });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
    const until = Date.now() + revocationMs;
    let status = 200;
    while (status !== 401 && Date.now() < until) status = (await client.call('GET', '/api/images')).status;
    expect(status).toBe(401);
  });

  it('has a webhook delivered, sees one that failed with its answer, and sends it again', async () => {
    await page.goto('/webhooks');
    await page.getByRole('button', { name: 'New endpoint' }).click();
    await dialog().getByLabel('Address').fill(receiver.url);
    await dialog().getByRole('button', { name: 'Save the endpoint' }).click();
    await dialog()
      .getByText(/^whsec_/)
      .waitFor();
    await dialog().getByRole('button', { name: 'I have kept it' }).click();

    await page.getByRole('button', { name: 'Send a test' }).click();
    const rows = page.getByRole('row').filter({ hasText: 'webhook.test' });
    await rows.first().getByText('Delivered').waitFor();
    expect((await receiver.got(1))[0]?.headers['webhook-signature']).toMatch(/^v1,/);

    // More than it is tried within this test: the next tries come by themselves.
    receiver.answers.push(...Array.from({ length: 5 }, () => ({ status: 500 })));
    await page.getByRole('button', { name: 'Send a test' }).click();
    const failing = rows.filter({ hasText: '500' });
    await failing.waitFor();
    await failing.getByRole('button', { name: 'Look' }).click();
    await dialog().getByText('Try 1').waitFor();
    receiver.answers.length = 0;
    const before = receiver.received.length;
    await dialog().getByRole('button', { name: 'Send again' }).click();
    const received = await receiver.got(before + 1);
    expect(received.at(-1)?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
    await failing.waitFor({ state: 'detached' });
  });

  it('deletes a picture, takes that back, and deletes it for good', async () => {
    const made = await visitor.made();
    await page.goto('/images');
    const pictures = page.getByRole('list', { name: 'Images' }).getByRole('button');
    await pictures.first().click();
    await dialog().getByText('a lake between hills').waitFor();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await pictures.first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await pictures.first().click();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    const gone = page.waitForResponse((response) => response.request().method() === 'DELETE');
    // The newest stands first; the one of the deletion that was taken back may still be on its way out.
    await page.locator('.toast').filter({ hasText: 'Picture deleted' }).getByLabel('Close').first().click();
    expect([(await gone).status(), (await fetch(made.url)).status]).toEqual([204, 410]);
  });

  it('finds pictures by words and style: the address keeps them, and what fits nothing can be cleared', async () => {
    await visitor.made();
    const pictures = page.getByRole('list', { name: 'Images' }).getByRole('button');
    await page.goto('/images');
    await pictures.first().waitFor();
    await page.getByLabel('Words of the prompt').fill('lake hil');
    await page.waitForURL('**/images?prompt=lake+hil');
    await page.getByLabel('Style').selectOption('Photorealistic');
    await page.waitForURL('**/images?prompt=lake+hil&style=photorealistic');
    await page.reload();
    expect(await page.getByLabel('Words of the prompt').inputValue()).toBe('lake hil');
    await page
      .getByRole('button', { name: /^a lake between hills, / })
      .first()
      .waitFor();
    await page.getByLabel('Words of the prompt').fill('lighthouse');
    await page.getByRole('heading', { name: 'No picture fits' }).waitFor();
    expect([await pictures.count(), await visitor.findings()]).toEqual([0, []]);
    await page.getByRole('button', { name: 'Show all pictures' }).click();
    await pictures.first().waitFor();
    expect([new URL(page.url()).search, await page.getByLabel('Words of the prompt').inputValue()]).toEqual(['', '']);
  });

  it('downloads a picture in each format', async () => {
    const { id } = await visitor.made();
    await page.goto('/images');
    await page.getByRole('list', { name: 'Images' }).getByRole('button').first().click();
    for (const [name, format] of Object.entries({ png: 'png', webp: 'webp', jpeg: 'jpeg', avif: 'heif' })) {
      await dialog().getByRole('button', { name: 'Download' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: `Download as ${name.toUpperCase()}` }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`${id}.${name}`);
      expect(await sharp(await download.path()).metadata()).toMatchObject({ format, width: 512, height: 512 });
    }
  });

  it('sees what was used by key and style, the same as a table, and takes it along as CSV', async () => {
    await page.goto('/usage');
    await page.getByLabel('By').selectOption('Style');
    await page.getByText('The same as a table').click();
    const table = page.getByRole('table', { name: 'Images over time' });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['From', 'Photorealistic']);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    expect((await readFile(await saved.path(), 'utf8')).split('\r\n')[0]).toBe('From,Photorealistic');
  });

  it('lays two pictures side by side, with what was asked for differently', async () => {
    for (const seed of [11, 12]) await visitor.made(seed);
    await page.goto('/playground');
    const compare = page.getByRole('region', { name: 'History' }).getByRole('button', { name: /^Compare/ });
    await compare.nth(0).click();
    await page.getByText('Choose another picture to compare with').waitFor();
    await compare.nth(1).click();
    expect(await dialog().locator('dt').allTextContents()).toEqual(['seed', 'seed']);
    expect(await dialog().locator('dd').allTextContents()).toEqual(['12', '11']);
    expect([await dialog().getByRole('img').count(), await visitor.findings()]).toEqual([2, []]);
  });

  it('invites somebody, who joins, and whose role they change', async () => {
    await page.goto('/members');
    const guest = await Visitor.arrives();
    const email = `${crypto.randomUUID()}@e2e.example`;
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog().getByLabel('E-mail address').fill(email);
    await dialog().getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByRole('row').filter({ hasText: email }).waitFor();

    await guest.page.goto(`/accept-invitation#token=${await guest.mailed(email, 'accept-invitation')}`);
    await guest.page.getByLabel('Your name').fill('Bob');
    await guest.page.getByLabel('New password', { exact: true }).fill('a password of some length');
    await guest.page.getByRole('button', { name: 'Join' }).click();
    await guest.page.waitForURL('**/playground');
    await guest.leaves();

    await page.reload();
    const [changed] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'PATCH'),
      page.getByLabel('Role of Bob').selectOption('Viewer'),
    ]);
    expect(changed.status()).toBe(200);
    await page.goto('/audit');
    await page.getByLabel('Kind').selectOption('Invitations');
    await page.getByText('invitation.accept').waitFor();
  });
});
