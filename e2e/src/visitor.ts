import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type LimitOverrides, PlanName } from '@imageai/contracts/auth';
import { afterAll, describe } from '@jest/globals';
import {
  type BrowserContext,
  type BrowserContextOptions,
  type Browser as Chromium,
  chromium,
  type Page,
} from 'playwright-core';
import { Browser } from './browser.js';
import type { ImageAnswer } from './client.js';
import { e2eSettings } from './config.js';
import { linkTo, tokenIn } from './mailbox.js';
import { operator } from './operator.js';
import { stand } from './the-stand.js';

const { E2E_CHROMIUM: executablePath } = e2eSettings();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A `describe` for the website: it needs a browser, and a stack whose mails can be read. */
export const describeInChromium = existsSync(executablePath) && stand.operator !== undefined ? describe : describe.skip;

let running: Promise<Chromium> | undefined;

/** One browser a test file; visitors share nothing else. */
function launched(): Promise<Chromium> {
  running ??= chromium.launch({ executablePath, args: ['--no-sandbox'] });
  return running;
}

afterAll(async () => {
  await (await running)?.close();
  running = undefined;
});

const plans = { starter: PlanName.PLAN_NAME_STARTER, professional: PlanName.PLAN_NAME_PROFESSIONAL } as const;

interface MemberOptions extends BrowserContextOptions {
  readonly plan?: keyof typeof plans;
  readonly limits?: LimitOverrides;
}

/** Somebody before the website, who notes whatever must not happen in a page. */
export class Visitor {
  /** Scripts that broke, what the Content-Security-Policy stopped, requests to other hosts. */
  readonly problems: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    /** The same person where pages are not meant. */
    readonly person: Browser | undefined,
    /** Where its pages may ask. */
    private readonly hosts: readonly string[],
  ) {}

  /** @param elsewhere other hosts that a test sends them to */
  static async arrives(
    options: BrowserContextOptions = {},
    person?: Browser,
    elsewhere: readonly string[] = [],
  ): Promise<Visitor> {
    const baseURL = options.baseURL ?? stand.url;
    const context = await (await launched()).newContext({ locale: 'en-GB', ...options, baseURL });
    const visitor = new Visitor(context, await context.newPage(), person, [baseURL, stand.cdn, ...elsewhere]);
    visitor.watch(visitor.page);
    return visitor;
  }

  /** Somebody with an account of their own, signed in. */
  static async signedIn({ plan = 'professional', limits, ...options }: MemberOptions = {}): Promise<Visitor> {
    const person = await Browser.signedUp();
    const { accountId } = person;
    // No test is to wait for another one's minute.
    await operator.accounts.setPlan({
      accountId,
      plan: plans[plan],
      overrides: { requestsPerMinute: 100_000, ...limits },
    });
    return Visitor.as(person, options);
  }

  static async as(person: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await Visitor.arrives(options, person);
    await visitor.context.addCookies(person.kept.map((cookie) => ({ ...cookie, url: stand.url })));
    return visitor;
  }

  /** Another tab of the same browser. */
  async anotherTab(): Promise<Page> {
    const page = await this.context.newPage();
    this.watch(page);
    return page;
  }

  /** A small picture of theirs; any seed where none is given. */
  async made(seed?: number): Promise<ImageAnswer> {
    const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 2, seed };
    const { status, body } = (await this.person?.send<ImageAnswer>('POST', '/api/generate-image', small)) ?? {};
    if (status !== 200 || body === undefined) throw new Error(`making a picture answered ${status}`);
    return body;
  }

  /** What stands in the link of the newest mail to an address. */
  async mailed(address: string, page: string): Promise<string> {
    return tokenIn(await linkTo(address, page));
  }

  /** What axe finds on the page as it stands, or in one part of it, as sentences. */
  async findings(page = this.page, part = 'html'): Promise<string[]> {
    if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe);
    const found: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] = await page.evaluate(
      `axe.run(${JSON.stringify(part)}, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)`,
    );
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary ?? ''}`),
    );
  }

  leaves(): Promise<void> {
    return this.context.close();
  }

  private watch(page: Page): void {
    const own = this.hosts.map((url) => new URL(url).origin);
    page.on('pageerror', (error) => this.problems.push(`broke: ${error.message}`));
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) this.problems.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^https?:$/.test(protocol) && !own.includes(origin)) this.problems.push(`asked ${request.url()}`);
    });
  }
}
