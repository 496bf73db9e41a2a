import type { Page } from 'playwright-core';

export interface Shot {
  /** Of its file. */
  readonly name: string;
  readonly path: string;
  readonly as: 'guest' | 'member' | 'operator';
  readonly on?: 'wide' | 'phone';
  readonly dark?: boolean;
  /** All of the page, not what a screen shows of it. */
  readonly full?: boolean;
  /** What somebody does there first. */
  readonly ready?: (page: Page) => Promise<unknown>;
}

const openPicture = async (page: Page) => {
  await page.getByRole('list', { name: 'Images' }).getByRole('button').first().click();
  await page.getByRole('dialog').getByText('Fingerprint').waitFor();
};

const makePicture = async (page: Page) => {
  await page.getByLabel('Prompt', { exact: true }).fill('a lighthouse on a cliff in a storm');
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.locator('.frame[data-state="ready"] img').first().waitFor();
};

const openKeyForm = (page: Page) => page.getByRole('button', { name: 'New key' }).click();

/** Every page; those that look another way in the dark or on a phone, there too. */
export const shots = (accountId: string): readonly Shot[] => [
  { name: 'front', path: '/', as: 'guest', full: true },
  { name: 'front-dark', path: '/', as: 'guest', dark: true },
  { name: 'front-phone', path: '/', as: 'guest', on: 'phone' },
  { name: 'sign-up', path: '/sign-up', as: 'guest' },
  { name: 'sign-in', path: '/sign-in', as: 'guest', on: 'phone' },
  { name: 'forgotten-password', path: '/forgotten-password', as: 'guest', on: 'phone' },
  { name: 'reset-password', path: '/reset-password#token=x', as: 'guest', on: 'phone' },
  { name: 'verify-email', path: '/verify-email#token=x', as: 'guest', on: 'phone' },
  { name: 'accept-invitation', path: '/accept-invitation#token=x', as: 'guest', on: 'phone' },
  { name: 'not-found', path: '/nowhere', as: 'guest', on: 'phone' },
  { name: 'playground', path: '/playground', as: 'member', ready: makePicture },
  { name: 'playground-dark', path: '/playground', as: 'member', dark: true, ready: makePicture },
  { name: 'playground-phone', path: '/playground', as: 'member', on: 'phone', full: true },
  { name: 'images', path: '/images', as: 'member' },
  { name: 'images-dark', path: '/images', as: 'member', dark: true, ready: openPicture },
  { name: 'images-phone', path: '/images', as: 'member', on: 'phone', ready: openPicture },
  { name: 'images-none-fit', path: '/images?prompt=giraffe&style=sketch', as: 'member', on: 'phone' },
  { name: 'keys', path: '/keys', as: 'member' },
  { name: 'keys-phone', path: '/keys', as: 'member', on: 'phone', ready: openKeyForm },
  { name: 'webhooks', path: '/webhooks', as: 'member' },
  { name: 'usage', path: '/usage', as: 'member' },
  { name: 'usage-phone', path: '/usage', as: 'member', on: 'phone' },
  { name: 'members', path: '/members', as: 'member' },
  { name: 'audit', path: '/audit', as: 'member' },
  { name: 'plan', path: '/plan', as: 'member' },
  { name: 'profile', path: '/profile', as: 'member' },
  { name: 'operators-sign-in', path: '/', as: 'operator', on: 'phone', ready: leave },
  { name: 'operators', path: '/', as: 'operator', full: true },
  { name: 'operators-dark', path: '/', as: 'operator', dark: true },
  { name: 'operators-accounts', path: '/accounts', as: 'operator' },
  { name: 'operators-account', path: `/account?id=${accountId}`, as: 'operator', full: true },
  { name: 'operators-account-phone', path: `/account?id=${accountId}`, as: 'operator', on: 'phone' },
  { name: 'operators-plans', path: '/plans', as: 'operator' },
  { name: 'operators-dead-letters', path: '/dead-letters', as: 'operator', on: 'phone' },
  { name: 'operators-books', path: '/books', as: 'operator', ready: checkBooks },
  { name: 'operators-audit', path: '/audit', as: 'operator' },
];

async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitem', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
}

async function checkBooks(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the books' }).click();
  await page.getByText('balances are as the ledger says').waitFor();
}
