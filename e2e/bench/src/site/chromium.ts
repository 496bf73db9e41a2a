import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's. */
const executablePath = '/usr/bin/chromium';

export async function withChromium<R>(work: (browser: Browser) => Promise<R>): Promise<R> {
  if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}.`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}
