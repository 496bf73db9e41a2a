import { mkdir, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { type BenchStack, withStack } from '../with-stack.js';
import { patienceMs, until, withChromium } from './chromium.js';
import { asked, type Person, signUp } from './people.js';
import { type Shot, shots } from './shots.js';

// Makes docs/console again: every page of the site and of the operators', filled as somebody's who works with it.
//   node e2e/bench/dist/site/screenshots.js [a name to make alone ...]

const target = fileURLToPath(new URL('../../../../docs/console/', import.meta.url));
const wanted = process.argv.slice(2);
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } } as const;
const quality = 60;

const prompts = [
  'a lake between hills at sunset',
  'a lighthouse on a cliff in a storm',
  'a castle on a hill in autumn',
  'a desert with cacti under a blue sky',
  'a sailing boat on a calm sea',
  'a snowy forest at night with stars',
];
const styles = ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'];

interface Member {
  readonly stack: BenchStack;
  readonly context: BrowserContext;
  readonly person: Person;
}

/** An account that looks used. */
async function furnish(member: Member, receiver: string): Promise<void> {
  await asked(member, '/api/webhooks', { url: `${receiver}/hooks/images`, description: 'The shop' });
  for (const [index, prompt] of prompts.entries()) {
    const size = { width: 512, height: 512 };
    await asked(member, '/api/generate-image', {
      prompt,
      style: styles[index % styles.length],
      seed: index + 1,
      ...size,
    });
  }
  await asked(member, '/api/keys', { name: 'The shop', scopes: ['generate', 'read'] });
  await asked(member, '/api/keys', { name: 'Nightly report', scopes: ['read'], expires_at: inDays(90) });
  await asked(member, '/api/invitations', { email: 'grace@example.com', role: 'developer' });
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

async function take(page: Page, { name, full = false, ready }: Shot): Promise<void> {
  await ready?.(page);
  await page.locator('.waiting').first().waitFor({ state: 'detached' });
  // Those that nobody has scrolled to yet would not be asked for.
  await page.evaluate(`for (const image of document.images) image.loading = 'eager'`);
  await until(page, '[...document.images].every((image) => image.complete)');
  await page.waitForLoadState('networkidle');
  const picture = await page.screenshot({ fullPage: full, animations: 'disabled', caret: 'hide' });
  await sharp(picture)
    .webp({ quality, effort: 6 })
    .toFile(join(target, `${name}.webp`));
  process.stderr.write(`${name}\n`);
}

async function photograph(browser: Browser, member: Member): Promise<void> {
  const { stack, context } = member;
  const guest = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  const operator = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  await operator.addInitScript(
    `sessionStorage.setItem('operator-token', ${JSON.stringify(stack.adminToken)}); sessionStorage.setItem('operator-name', 'ada');`,
  );
  const contexts = { guest, member: context, operator };
  for (const shot of shots(member.person.accountId)) {
    if (wanted.length > 0 && !wanted.includes(shot.name)) continue;
    const page = await contexts[shot.as].newPage();
    page.setDefaultTimeout(patienceMs);
    await page.setViewportSize(sizes[shot.on ?? 'wide']);
    await page.emulateMedia({ colorScheme: shot.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    await page.goto(`${shot.as === 'operator' ? stack.adminUrl : stack.url}${shot.path}`);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await take(page, shot);
    await page.close();
  }
}

/** Somebody's server, which takes every webhook. */
async function withReceiver<R>(work: (url: string) => Promise<R>): Promise<R> {
  const server = createServer((_request, response) => response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

await mkdir(target, { recursive: true });
if (wanted.length === 0) for (const name of await readdir(target)) await rm(join(target, name));
await withStack(
  'embedded model',
  (stack) =>
    withReceiver((receiver) =>
      withChromium(async (browser) => {
        const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
        const person = await signUp(stack, context, 'Ada');
        await furnish({ stack, context, person }, receiver);
        await photograph(browser, { stack, context, person });
      }),
    ),
  // Mails are read in the log.
  { LOG_LEVEL: 'info' },
);
