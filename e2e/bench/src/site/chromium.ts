import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's. */
const executablePath = '/usr/bin/chromium';

/** For what a page waits for: the machine may be busy with other things. */
export const patienceMs = 180_000;

export async function withChromium<R>(work: (browser: Browser) => Promise<R>): Promise<R> {
  if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}.`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Until this holds in the page, looked at with each frame. Playwright's own wait evaluates text, which the site's policy forbids. */
export const until = (page: Page, condition: string): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition}) ? resolve() : requestAnimationFrame(look);
    look();
  })`);
