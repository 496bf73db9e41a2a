import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInChromium, Visitor } from '../../src/index.js';

const open = [
  '',
  'sign-up',
  'sign-in',
  'forgotten-password',
  'reset-password#token=x',
  'verify-email#token=x',
  'accept-invitation#token=x',
  'nowhere',
  'docs/guides/errors',
  'docs/guides/webhooks',
];
const ofMembers = ['playground', 'images', 'keys', 'webhooks', 'usage', 'members', 'audit', 'plan', 'profile'];
const phone = { width: 360, height: 740 };

describeInChromium('every page', () => {
  let member: Visitor;
  let guest: Visitor;
  beforeAll(async () => {
    [member, guest] = await Promise.all([Visitor.signedIn(), Visitor.arrives()]);
    await member.made();
  });
  afterAll(() => Promise.all([member.leaves(), guest.leaves()]));

  it.each([...open, ...ofMembers])(
    '/%s gives axe nothing to find, light and dark, and fits on a narrow phone',
    async (path) => {
      const visitor = ofMembers.includes(path) ? member : guest;
      const { page } = visitor;
      // By way of a blank page: a hash alone would load nothing.
      await page.goto('about:blank');
      await page.goto(`/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await visitor.findings()).toEqual([]);
      }
      await page.setViewportSize(phone);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
      expect(await visitor.findings()).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(visitor.problems).toEqual([]);
    },
  );
});
