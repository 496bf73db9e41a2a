import { newId } from '@imageai/api';
import pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { atLeast, atMost, type Result, reported } from '../result.js';
import { median, quantile } from '../statistics.js';
import { type BenchStack, withStack } from '../with-stack.js';
import { patienceMs, until, withChromium } from './chromium.js';
import { type Person, signUp } from './people.js';

const pictures = 5;
const kept = 10_000;
const scrolledMs = 10_000;

interface Visit {
  readonly stack: BenchStack;
  readonly context: BrowserContext;
  readonly person: Person;
  readonly page: Page;
}

/** What the website promises of its speed, in Chromium. */
export const siteBudgets = (): Promise<Result[]> =>
  withStack(
    'embedded model',
    (stack) =>
      withChromium(async (browser) => [
        ...(await firstPreviews(stack, browser)),
        ...(await longGallery(stack, browser)),
      ]),
    // Mails are read in the log; a hundred pages of the gallery are more than the minute of a person.
    { LOG_LEVEL: 'info', READS_PER_MINUTE: '100000' },
  );

async function visit(stack: BenchStack, browser: Browser, name: string): Promise<Visit> {
  const context = await browser.newContext({ baseURL: stack.url, viewport: { width: 1280, height: 800 } });
  const person = await signUp(stack, context, name);
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  return { stack, context, person, page };
}

/** Notes when the first picture that came with an event was drawn: the frame after the one that has it. */
const watchPreview = `new MutationObserver(() => {
  const image = document.querySelector('.frame img[src^="data:"]');
  if (image === null || globalThis.drawnAt !== undefined) return;
  globalThis.drawnAt = null;
  image.decode().then(() => requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.drawnAt = Date.now(); })));
}).observe(document, { subtree: true, childList: true, attributes: true });`;

/** From an event with a preview, as another listener on this machine hears it, to its pixels on the screen. */
async function firstPreviews(stack: BenchStack, browser: Browser): Promise<Result[]> {
  const visited = await visit(stack, browser, 'Preview');
  const { page, context } = visited;
  await page.addInitScript(watchPreview);
  const times: number[] = [];
  for (let index = 0; index < pictures; index++) {
    await page.goto('/playground');
    await page.evaluate('sessionStorage.clear()');
    await page.reload();
    await page.getByLabel('Prompt', { exact: true }).fill(`a lake between hills, ${index}`);
    for (const side of ['Width', 'Height']) await page.getByRole('group', { name: side }).getByText('1920').click();
    const [accepted] = await Promise.all([
      page.waitForResponse(
        (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/api/generations'),
      ),
      page.getByRole('button', { name: 'Make it' }).click(),
    ]);
    const { id } = (await accepted.json()) as { id: string };
    const heardAt = await firstPreviewEvent(`${stack.url}/api/generations/${id}/events`, context);
    await until(page, 'typeof globalThis.drawnAt === "number"');
    times.push((await page.evaluate<number>('globalThis.drawnAt')) - heardAt);
    await page.locator('.frame[data-state="ready"]').waitFor();
  }
  await context.close();
  return [
    atMost('first preview on the screen after its event, median', median(times), 300, 'ms'),
    reported('the same, the slowest of five', Math.max(...times), 'ms'),
  ];
}

async function firstPreviewEvent(url: string, context: BrowserContext): Promise<number> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const { body } = await fetch(url, { headers: { cookie, accept: 'text/event-stream' } });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (/"preview":"/.test(text)) return Date.now();
  }
  throw new Error('the picture was ready without a preview');
}

/**
 * Rows of 10,000 pictures stand in Postgres, and the list comes from the API, page by page; the files alone are one
 * picture that the browser is given in their place, so that no disk is measured.
 */
async function longGallery(stack: BenchStack, browser: Browser): Promise<Result[]> {
  const { page, person, context } = await visit(stack, browser, 'Gallery');
  await keepImages(stack, person.accountId);
  const body = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#3a7d5c' } })
    .webp()
    .toBuffer();
  await page.route(`${stack.cdn}/**`, (route) => route.fulfill({ contentType: 'image/webp', body }));
  await page.goto('/images');
  const shown = page.getByRole('list', { name: 'Images' }).getByRole('button');
  await shown.first().waitFor();
  // All pages first: what is measured is a gallery that has all of them.
  const column = await page.evaluate<number>(`document.querySelector('.gallery').clientWidth`);
  const columns = Math.max(2, Math.ceil(column / 256));
  const whole = (kept / columns) * ((column + 12) / columns) * 0.99;
  const height = 'document.documentElement.scrollHeight';
  await until(page, `(scrollTo(0, ${height}), ${height} >= ${whole})`);
  await page.evaluate('scrollTo(0, 0)');
  const session = await context.newCDPSession(page);
  // The thread's own time: what else the machine does is not counted.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (wanted: string) => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === wanted)?.value ?? 0;
  };
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await metric('JSHeapUsedSize')) / 1024 ** 2;
  };
  const before = await heap();
  const worked = await metric('TaskDuration');
  const frames = await page.evaluate<number[]>(scrollThrough);
  const work = ((await metric('TaskDuration')) - worked) * 1_000;
  const after = await heap();
  const inPage = await shown.count();
  await context.close();
  const rates = frames.map((ms) => 1000 / ms);
  return [
    atLeast('gallery of 10,000: frames a second while scrolling, median', Math.round(median(rates)), 60, '/s'),
    reported('the same, the slowest twentieth', quantile(rates, 0.05), '/s'),
    atMost('gallery of 10,000: work of the page in a frame', work / frames.length, 16.7, 'ms'),
    atMost('gallery of 10,000: pictures in the page', inPage, 150, ''),
    atMost('gallery of 10,000: memory that ten seconds of scrolling leave', after - before, 10, 'MiB'),
    reported('gallery of 10,000: memory of its scripts', after, 'MiB'),
  ];
}

/** As fast as a thumb: some three screens a second. Answers how long each frame took. */
const scrollThrough = `new Promise((resolve) => {
  const frames = [];
  const begun = performance.now();
  let last = begun;
  const next = (now) => {
    frames.push(now - last);
    last = now;
    scrollBy(0, 40);
    if (now - begun < ${scrolledMs}) requestAnimationFrame(next);
    else resolve(frames.slice(2).filter((ms) => ms > 0));
  };
  requestAnimationFrame(next);
})`;

async function keepImages({ postgresUrl }: BenchStack, accountId: string): Promise<void> {
  const ids = Array.from({ length: kept }, () => newId('img'));
  const database = new pg.Client({ connectionString: postgresUrl });
  await database.connect();
  await database.query(
    `insert into storage.images
       (id, account_id, format, generation_id, width, height, bytes, sha256, created_at, expires_at)
     select id, $1, 'png', $2, 512, 512, 100000, '', now() - n * interval '1 second', now() + interval '30 days'
     from unnest($3::text[]) with ordinality as made (id, n)`,
    [accountId, newId('gen'), ids],
  );
  await database.end();
}
