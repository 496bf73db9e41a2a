/**
 * Scripts, styles and fonts are files of this server, and nothing in the page's own text runs. Pictures come from the
 * image host besides, where one is named, and from the page itself: previews of what is being made.
 */
export function siteHeaders(cdnUrl?: string): Readonly<Record<string, string>> {
  const cdn = cdnUrl === undefined ? '' : ` ${new URL(cdnUrl).origin}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${cdn}`,
    "font-src 'self'",
    `connect-src 'self'${cdn}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}
