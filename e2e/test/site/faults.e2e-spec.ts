import { afterEach, expect, it } from '@jest/globals';
import { Browser, describeInChromium, operator, Visitor } from '../../src/index.js';

const visitors: Visitor[] = [];
const arrived = async (visitor: Promise<Visitor>): Promise<Visitor> => {
  const here = await visitor;
  visitors.push(here);
  return here;
};
afterEach(async () => {
  const problems = visitors.flatMap((visitor) => visitor.problems);
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leaves()));
  expect(problems).toEqual([]);
});

describeInChromium('the playground', () => {
  it('cancels a picture half way: it ends as cancelled, and is given back', async () => {
    const { page, person } = await arrived(Visitor.signedIn());
    await page.goto('/playground');
    await page.getByLabel('Prompt', { exact: true }).fill('a lake between hills');
    for (const side of ['Width', 'Height']) await page.getByRole('group', { name: side }).getByText('1920').click();
    await page.getByLabel('Variations').selectOption('6');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page
      .getByText(/^Step \d+ of \d+$/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('What was not made is not charged.').waitFor();
    const { body } =
      (await person?.send<{ month: { images_reserved: number; images_used: number } }>('GET', '/api/account')) ?? {};
    expect(body?.month.images_used).toBeLessThan(6);
  });

  it('says where it belongs that the month is used up, and keeps what was typed', async () => {
    const visitor = await arrived(Visitor.signedIn({ limits: { imagesPerMonth: 1 } }));
    await visitor.made();
    const { page } = visitor;
    await page.goto('/playground');
    await page.getByLabel('Prompt', { exact: true }).fill('a lake between hills');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('The images of this month are used up').first().waitFor();
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('a lake between hills');
  });

  it('says at its field what is wrong, before anything is asked for', async () => {
    const { page } = await arrived(Visitor.signedIn());
    await page.goto('/playground');
    await page.getByRole('button', { name: 'Make it' }).click();
    const prompt = page.getByLabel('Prompt', { exact: true });
    expect(await prompt.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Write what is to be seen.').waitFor();
    await prompt.fill('🌊'.repeat(1001));
    await page.getByText('1001 / 1000').waitFor();
  });

  it('asks over the page who it is when the session ended while somebody typed: nothing is lost', async () => {
    const { page, person } = await arrived(Visitor.signedIn());
    await page.goto('/playground');
    await page.getByLabel('Prompt', { exact: true }).fill('what took me long to write');
    await person?.send('POST', '/api/auth/sign-out');
    await page.getByRole('button', { name: 'Make it' }).click();
    const dialog = page.getByRole('dialog', { name: 'You were signed out' });
    await dialog.getByLabel('Password', { exact: true }).fill(person?.password ?? '');
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Prompt', { exact: true }).inputValue()).toBe('what took me long to write');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.frame[data-state="ready"]').waitFor();
  });

  it('goes on when the network comes back: the picture that was under way is shown', async () => {
    const { page, context } = await arrived(Visitor.signedIn());
    await page.goto('/playground');
    await page.getByLabel('Prompt', { exact: true }).fill('a lake between hills');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.frame').first().waitFor();
    await context.setOffline(true);
    await page.getByText('No network.').waitFor();
    await context.setOffline(false);
    await page.locator('.frame[data-state="ready"]').waitFor();
  });

  it('works on a narrow phone, and by keyboard alone', async () => {
    const { page } = await arrived(Visitor.signedIn({ viewport: { width: 360, height: 740 } }));
    await page.goto('/playground');
    await page.getByLabel('Prompt', { exact: true }).focus();
    await page.keyboard.type('a lake between hills');
    await page.keyboard.press('Control+Enter');
    await page.locator('.frame[data-state="ready"]').waitFor();
    await page.getByRole('button', { name: 'Menu' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Images', exact: true }).press('Enter');
    await page.waitForURL('**/images');
    await page.getByRole('list', { name: 'Images' }).getByRole('button').first().waitFor();
  });
});

describeInChromium('the website', () => {
  it('shows nothing of another account, whatever address is typed in', async () => {
    const [owner, stranger] = await Promise.all([arrived(Visitor.signedIn()), arrived(Visitor.signedIn())]);
    await owner.made();
    const [generation] = await operator.generationsOf(owner.person?.accountId ?? '');
    const { page } = stranger;
    await page.goto('/playground');
    // As if the id of somebody else's work had come into this tab.
    await page.evaluate((id) => sessionStorage.setItem('generation', id), generation?.id ?? '');
    await page.reload();
    await page.getByText('There is no such thing').first().waitFor();
    expect(await page.locator('.frame img').count()).toBe(0);
    await page.goto('/images');
    await page.getByText('No pictures yet').waitFor();
  });

  it('works for two accounts in two tabs, and signs out of both at once', async () => {
    const [host, guest] = [await Browser.signedUp(), await Browser.signedUp()];
    await host.send('POST', '/api/invitations', { email: guest.email, role: 'developer' });
    await guest.send('POST', '/api/invitations/accept', { token: await guest.token('accept-invitation') });
    const visitor = await arrived(Visitor.as(guest));
    const [one, two] = [visitor.page, await visitor.anotherTab()];
    for (const tab of [one, two]) await tab.goto('/keys');
    await two.getByRole('button', { name: /^Account:/ }).click();
    const accounts = two.getByRole('group', { name: 'Accounts' }).getByRole('menuitemradio');
    const asked = two.waitForRequest((request) => request.url().endsWith('/api/keys'));
    await accounts.nth(1).click();
    const first = one.waitForRequest((request) => request.url().endsWith('/api/account'));
    await one.reload();
    expect((await asked).headers()['x-account-id']).toBe(host.accountId);
    expect((await first).headers()['x-account-id']).toBe(guest.accountId);

    await one.getByRole('button', { name: /^Account:/ }).click();
    await one.getByRole('menuitem', { name: 'Sign out' }).click();
    await two.waitForURL('**/sign-in**');
  });

  it('sets a new password by the link of a mail, and takes the old one no more', async () => {
    const person = await Browser.signedUp();
    const { page } = await arrived(Visitor.arrives());
    await page.goto('/forgotten-password');
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(`/reset-password#token=${await person.token('reset-password')}`);
    await page.getByLabel('New password', { exact: true }).fill('another good password');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('No account has this address with this password.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('another good password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/playground');
  });
});
