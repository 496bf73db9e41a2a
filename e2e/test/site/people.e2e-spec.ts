import { type IdentityProvider, startIdentityProvider } from '@imageai/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { describeInChromium, operator, stand, Visitor } from '../../src/index.js';

let visitor: Visitor;
afterEach(async () => {
  const { problems } = visitor;
  await visitor.leaves();
  expect(problems).toEqual([]);
});

// A stack that runs elsewhere knows no provider of ours.
const describeAtProvider = stand.operator?.local === undefined ? describe.skip : describeInChromium;

describeAtProvider('sign-in at an OpenID provider', () => {
  let provider: IdentityProvider;
  beforeAll(async () => {
    // The provider says at length that it is not meant for production.
    for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockReturnValue(undefined);
    provider = await startIdentityProvider(
      `${stand.url}/api/auth/sign-in/house/callback`,
      stand.operator?.local?.identityPort,
    );
  });
  afterAll(() => provider.stop());

  const withTheHouse = () => visitor.page.getByRole('link', { name: /the house/ });

  it('makes somebody new an account, and they are in the playground', async () => {
    visitor = await Visitor.arrives({}, undefined, [provider.issuer]);
    const { page } = visitor;
    const email = `${crypto.randomUUID()}@providers.example`;
    provider.person = { sub: crypto.randomUUID(), email, emailVerified: true, name: 'Grace' };
    await page.goto('/sign-in');
    await withTheHouse().click();
    await page.waitForURL('**/playground');
    await page.getByRole('button', { name: /^Account:/ }).click();
    await page.getByText(email).waitFor();
  });

  it('that is refused there leads back, and says so', async () => {
    visitor = await Visitor.arrives({}, undefined, [provider.issuer]);
    const { page } = visitor;
    provider.person = undefined;
    await page.goto('/sign-in');
    await withTheHouse().click();
    await page.waitForURL((url) => url.origin === new URL(stand.url).origin && !url.pathname.startsWith('/api/'));
    await page.getByRole('alert').waitFor();
    expect(await visitor.findings()).toEqual([]);
  });
});

describeInChromium('an account', () => {
  it('keeps its images as its owner says, and shows what is kept', async () => {
    visitor = await Visitor.signedIn();
    const { page, person } = visitor;
    await page.goto('/plan');
    await page.getByLabel('Without prompt and parameters in the files').check();
    await page.getByText('Saved').first().waitFor();
    await page.reload();
    await page.getByLabel('Without prompt and parameters in the files').and(page.locator(':checked')).waitFor();
    const { account } = await operator.accounts.getAccount({ accountId: person?.accountId ?? '' });
    expect(account).toMatchObject({ omitParameters: true, privateImages: false });
    expect(await visitor.findings()).toEqual([]);
  });

  it('is deleted by its owner, who types its name: they are out, and its address opens nothing', async () => {
    visitor = await Visitor.signedIn();
    const { page, person } = visitor;
    await page.goto('/plan');
    await page.getByRole('button', { name: 'Delete the account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this account?' });
    const act = dialog.getByRole('button', { name: 'Delete the account' });
    expect([await act.isDisabled(), await visitor.findings()]).toEqual([true, []]);
    await dialog.getByLabel('Type “Ada” to go on').fill('Ada');
    await act.click();
    await page.waitForURL((url) => url.pathname === '/');
    const { account } = await operator.accounts.getAccount({ accountId: person?.accountId ?? '' });
    expect(account?.deletedAt).toBeInstanceOf(Date);
    await page.goto('/keys');
    await page
      .getByText('There is nothing here')
      .or(page.getByRole('heading', { name: 'Sign in' }))
      .waitFor();
  });
});

describeInChromium('the dialogs of the site', () => {
  it.each([
    ['keys', 'New key'],
    ['webhooks', 'New endpoint'],
    ['members', 'Invite somebody'],
    ['members', 'Leave this account'],
  ])('at /%s, of "%s", give axe nothing to find, light and dark', async (path, name) => {
    visitor = await Visitor.signedIn();
    const { page } = visitor;
    await page.goto(`/${path}`);
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await visitor.findings()).toEqual([]);
    }
  });
});

describeInChromium('the menus of the site', () => {
  const expectAccessible = async (name: RegExp, item: 'menuitem' | 'menuitemradio') => {
    const { page } = visitor;
    await page.getByRole('button', { name }).click();
    await page.getByRole(item).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await visitor.findings()).toEqual([]);
    }
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  };

  it('give axe nothing to find when they are open, light and dark, wide and on a phone', async () => {
    visitor = await Visitor.signedIn();
    const { page } = visitor;
    await visitor.made();
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 360, height: 740 },
    ]) {
      await page.setViewportSize(viewport);
      await page.goto('/');
      await expectAccessible(/^Colours$/, 'menuitemradio');
      await page.goto('/images');
      await expectAccessible(/^Account:/, 'menuitem');
      await page.getByRole('list', { name: 'Images' }).getByRole('button').first().click();
      await page.getByRole('dialog').getByText('Fingerprint').waitFor();
      await expectAccessible(/^Download$/, 'menuitem');
    }
  });
});
