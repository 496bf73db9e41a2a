import { type AdminAccount, ImageAIAdmin } from '@imageai/client/admin';
import { GenerationStatus } from '@imageai/contracts/generation';
import { waitUntil } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Account, describeInChromium, newAccount, operator, stand, Visitor } from '../../src/index.js';

const { adminUrl: baseURL = '', adminToken = '' } = stand.operator ?? {};
const phone = { width: 360, height: 740 };

let admin: ImageAIAdmin;
let account: Account;
let visitor: Visitor;
let page: Page;
beforeAll(async () => {
  if (baseURL === '') return;
  admin = new ImageAIAdmin({ token: adminToken, baseUrl: baseURL });
  account = await newAccount('professional');
});
afterEach(() => expect(visitor.problems).toEqual([]));

const dialog = () => page.getByRole('dialog');
const token = () => page.getByLabel('Operator token', { exact: true });

async function enter(): Promise<void> {
  visitor = await Visitor.arrives({ baseURL });
  page = visitor.page;
  await page.goto('/');
  await token().fill(adminToken);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'At a glance' }).waitFor();
}

/** Nothing for axe to find, light and dark; nothing that is wider than a narrow phone. */
async function expectAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await visitor.findings()).toEqual([]);
  }
  await page.setViewportSize(phone);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  expect(await visitor.findings()).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Two pictures that storage will not take: it was told before that they are deleted. */
async function twoDeadLetters(owner: Account): Promise<[string, string]> {
  const large = { prompt: 'a lake between hills', n: 2, width: 1024, height: 1024, num_inference_steps: 20 };
  await owner.client.call('POST', '/api/generations', large);
  const [generation] = await operator.generationsOf(owner.id);
  const [first = '', second = ''] = generation?.images.map(({ id }) => id) ?? [];
  for (const imageId of [first, second]) await operator.images.deleteImage({ accountId: owner.id, imageId });
  const died = async () => {
    const ids = (await admin.work.deadLetters()).data.map(({ image_id }) => image_id);
    return ids.includes(first) && ids.includes(second);
  };
  await waitUntil(died, { what: 'two dead letters', timeoutMs: 60_000 });
  return [first, second];
}

describeInChromium('the operators’ pages without a token', () => {
  beforeAll(async () => {
    visitor = await Visitor.arrives({ baseURL });
    page = visitor.page;
  });
  afterAll(() => visitor.leaves());

  it('show nothing but the question who it is, at any address, and say what was no operator’s token', async () => {
    await page.goto('/accounts');
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Paste your token.', { exact: true }).waitFor();
    await token().fill('not a token');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('No operator has this token.').waitFor();
    await expectAccessible();
  });

  it('keep a token for the tab and no longer, and ask again once it is not taken any more', async () => {
    await token().fill(adminToken);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    const kept = 'JSON.stringify([document.cookie, localStorage, location.href])';
    expect(await page.evaluate(kept)).not.toContain(adminToken);
    expect(JSON.stringify(await visitor.context.storageState({ indexedDB: true }))).not.toContain(adminToken);
    await page.reload();
    await page.getByRole('heading', { name: 'Accounts' }).waitFor();
    const other = await visitor.anotherTab();
    await other.goto('/');
    await other.getByRole('heading', { name: 'Who are you?' }).waitFor();

    // As if the operator’s token had been taken out of the settings.
    await page.evaluate(`sessionStorage.setItem('operator-token', 'an-older-token')`);
    await page.reload();
    await page.getByText('Your token is not taken any more.').waitFor();
    expect(await page.evaluate(`sessionStorage.getItem('operator-token')`)).toBeNull();
  });
});

describeInChromium('an operator', () => {
  beforeAll(enter);
  afterAll(() => visitor.leaves());

  it('sees queue, workers and models at a glance', async () => {
    const lanes = page.getByRole('table', { name: 'Lanes' });
    for (const lane of ['Starter', 'Professional', 'Enterprise']) await lanes.getByText(lane).waitFor();
    const [worker] = (await admin.work.queue()).workers;
    await page.getByRole('table', { name: 'Workers' }).getByText(String(worker?.id)).waitFor();
    const models = page.getByRole('table', { name: 'Models' });
    for (const model of await admin.work.models()) {
      const row = models.getByRole('row').filter({ hasText: model.digest.slice(0, 12) });
      await row.getByText(model.usable ? 'In use' : 'Cannot be used').waitFor();
    }
  });

  it('finds an account, and gives it limits of its own, in force at once', async () => {
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Search').fill(account.id);
    const found = page.getByRole('table', { name: 'Accounts' }).getByRole('link');
    await waitUntil(async () => (await found.count()) === 1, { what: 'the one account that fits' });
    await found.click();
    await page.getByRole('button', { name: 'Change limits' }).click();
    await dialog().getByLabel('Images a month').fill('many');
    await dialog().getByRole('button', { name: 'Change limits' }).click();
    await dialog().getByText('A whole number from 1 to 1,000,000,000.').waitFor();
    expect(await visitor.findings(page, '[role=dialog]')).toEqual([]);
    await dialog().getByLabel('Images a month').fill('1234');
    await dialog().getByRole('button', { name: 'Change limits' }).click();
    await page.getByText('1,234 its own').waitFor();
    expect((await admin.accounts.get(account.id)).overrides.images_per_month).toBe(1234);
  });

  it('is told that somebody was faster, sees what they did, and loses nothing of what was entered', async () => {
    await page.getByRole('button', { name: 'Change limits' }).click();
    const seen = await admin.accounts.get(account.id);
    await admin.accounts.setOverrides(account.id, seen, { ...seen.overrides, concurrency: 17 });
    await dialog().getByLabel('Requests a minute').fill('77');
    await dialog().getByRole('button', { name: 'Change limits' }).click();
    await dialog().getByText('Somebody was faster').waitFor();
    await dialog().getByRole('button', { name: 'Look again' }).click();
    await dialog().getByText('Now 17.').waitFor();
    expect(await dialog().getByLabel('Requests a minute').inputValue()).toBe('77');
    await dialog().getByLabel('Made at once').fill('17');
    await dialog().getByRole('button', { name: 'Change limits' }).click();
    await dialog().waitFor({ state: 'detached' });
    const { overrides } = await admin.accounts.get(account.id);
    expect(overrides).toMatchObject({ images_per_month: 1234, requests_per_minute: 77, concurrency: 17 });
  });

  it('puts it on another plan', async () => {
    await page.getByRole('button', { name: 'Change the plan' }).click();
    await dialog().getByLabel('Plan', { exact: true }).selectOption('Enterprise');
    await dialog().getByLabel('Keep its own limits').uncheck();
    await dialog().getByRole('button', { name: 'Change the plan' }).click();
    await page.getByRole('heading', { name: 'Enterprise' }).waitFor();
    expect(await admin.accounts.get(account.id)).toMatchObject({ plan: 'enterprise', overrides: {} });
  });

  it('suspends it with a reason, which stops its keys, and lets it go on', async () => {
    const suspended = async () => {
      const headers = { authorization: `Bearer ${account.key}` };
      const answer = (await (await fetch(`${stand.url}/api/account`, { headers })).json()) as { suspended: boolean };
      return answer.suspended;
    };
    await page.getByRole('button', { name: 'Suspend' }).click();
    await dialog().getByLabel('Why').fill('The invoice of October is unpaid.');
    await dialog().getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('Suspended: The invoice of October is unpaid.').waitFor();
    await waitUntil(suspended, { what: 'the suspension' });
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await waitUntil(async () => !(await suspended()), { what: 'its end' });
  });

  it('ends a key of it, and one that has leaked by its text', async () => {
    await page.getByRole('table', { name: 'Keys' }).getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('table', { name: 'Keys' }).getByText('Revoked').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'A key has leaked' }).click();
    await dialog().getByLabel('The key').fill(account.key);
    await dialog().getByRole('button', { name: 'End the key' }).click();
    await dialog().getByText('It had ended before.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('finds the books right', async () => {
    await page.getByRole('link', { name: 'Books' }).click();
    await page.getByRole('button', { name: 'Check the books' }).click();
    await page.getByText(/^All [\d,]+ balances are as the ledger says\.$/).waitFor();
  });

  it('reads under their own name what they did', async () => {
    await page.goto(`/audit?account=${account.id}`);
    const row = page.getByRole('row').filter({ hasText: 'account.suspend' }).first();
    await row.getByText('operator', { exact: true }).waitFor();
  });

  it('deletes an account by typing its name, and sees that nothing is left of it', async () => {
    const made: AdminAccount = await admin.accounts.create({
      name: 'Soon gone',
      email: `${crypto.randomUUID()}@e2e.example`,
      plan: 'starter',
    });
    await page.goto(`/account?id=${made.id}`);
    await page.getByRole('button', { name: 'Delete the account' }).click();
    const act = dialog().getByRole('button', { name: 'Delete the account' });
    expect(await act.isDisabled()).toBe(true);
    await dialog().getByLabel('Type “Soon gone” to go on').fill('Soon gone');
    await act.click();
    await page.getByText('Every service has confirmed that nothing is left.').waitFor();
    expect((await admin.accounts.get(made.id)).deleted_at).not.toBeNull();
  });

  it('has a picture that failed for good made again, and is told in a toast where that can be no more', async () => {
    const owner = await newAccount('professional');
    const [again, gone] = await twoDeadLetters(owner);
    await page.goto('/dead-letters');
    const letter = (id: string) => page.getByRole('row').filter({ hasText: id });
    await letter(again).getByText('not stored').waitFor();
    await letter(again).getByRole('button', { name: 'Make it again' }).click();
    await letter(again).getByText('Is made again').waitFor();
    const { data } = await admin.work.deadLetters();
    const { retried_as } = data.find(({ image_id }) => image_id === again) ?? {};
    const made = async () => (await operator.generationsOf(owner.id)).find(({ id }) => id === retried_as)?.status;
    const isMade = async () => (await made()) === GenerationStatus.GENERATION_STATUS_SUCCEEDED;
    await waitUntil(isMade, { what: 'the picture that is made again', timeoutMs: 60_000 });

    // The page shows it still.
    await admin.accounts.delete(owner.id, await admin.accounts.get(owner.id));
    const hasLetters = async () => (await admin.work.deadLetters()).data.some(({ image_id }) => image_id === gone);
    await waitUntil(async () => !(await hasLetters()), { what: 'the end of the account’s letters', timeoutMs: 60_000 });
    await letter(gone).getByRole('button', { name: 'Make it again' }).click();
    await page.locator('.toast').getByText('There is no such thing').waitFor();
    await expectAccessible();
  });

  it.each(['/', '/accounts', '/plans', '/dead-letters', '/books', '/audit', '/nowhere'])(
    'gives axe nothing to find at %s, and fits on a narrow phone',
    async (path) => {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      await expectAccessible();
    },
  );

  it('gives axe nothing to find in an account and in its forms', async () => {
    await page.goto(`/account?id=${account.id}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Ledger' }).waitFor();
    await expectAccessible();
    for (const name of ['Change the plan', 'Change limits', 'Suspend', 'Delete the account']) {
      await page.getByRole('button', { name }).click();
      await dialog().waitFor();
      expect(await visitor.findings()).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    }
  });
});
