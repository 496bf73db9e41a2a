import { pathOf } from '../pages.js';

/** Where one was going; only inside the site, whatever the address says. */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/[a-z]/.test(next) ? next : pathOf('playground');
}
