import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GuideName, guideNames } from '@imageai/api';
import { AppError } from '@imageai/errors';

/** In the order in which they are offered. */
export const guideTitles: Readonly<Record<GuideName, string>> = {
  accounts: 'Accounts, people and keys',
  errors: 'Errors',
  limits: 'Limits',
  seeds: 'Seeds',
  idempotency: 'Idempotency',
  webhooks: 'Webhooks',
  'private-images': 'Private images',
  provenance: 'What a file says of itself',
  openai: 'Coming from OpenAI',
};

const addressOf = (name: GuideName): string => `/docs/guides/${name}`;

/** Links to all guides; the one that is being read is none. */
export const guideLinks = (current?: GuideName): string =>
  guideNames
    .map((name) =>
      name === current
        ? `<li aria-current="page">${guideTitles[name]}</li>`
        : `<li><a href="${addressOf(name)}">${guideTitles[name]}</a></li>`,
    )
    .join('\n');

const style = `:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#fff, #0f0f12); color: light-dark(#1b1b1f, #f4f4f6); font: 1rem/1.6 system-ui, sans-serif; }
.page { display: grid; grid-template-columns: 14rem minmax(0, 46rem); justify-content: center; gap: 3rem; padding: 2rem 1.5rem; }
nav ul { margin: 1rem 0; padding: 0; list-style: none; }
nav li { margin: .5rem 0; }
nav [aria-current] { font-weight: 600; }
h1, h2, h3 { margin: 2rem 0 .75rem; line-height: 1.25; }
h1 { margin-top: 0; }
a { color: light-dark(#0b57d0, #9cc1ff); }
code { font: .875rem/1.5 ui-monospace, monospace; }
p, li { overflow-wrap: anywhere; }
pre, .table { overflow-x: auto; }
pre { padding: 1rem; border-radius: .5rem; background: #1b1b1f; color: #f4f4f6; }
table { border-collapse: collapse; }
th, td { padding: .5rem 1rem .5rem 0; border-bottom: 1px solid light-dark(#d8d8de, #3a3a42); text-align: start; vertical-align: top; }
:focus-visible { outline: 3px solid #5b9bff; outline-offset: 2px; }
@media (width < 48rem) { .page { grid-template-columns: minmax(0, 1fr); gap: 1rem; } nav ul { columns: 2; } }`;

/** Where the build put their text; the same from `src` and from `dist`. */
const rendered = join(import.meta.dirname, '..', '..', 'dist', 'docs', 'guides');

const pages = new Map<GuideName, string>();

/** A guide as a page; the build rendered its text. */
export function guidePage(name: string): string {
  const known = guideNames.find((one) => one === name);
  if (known === undefined) throw new AppError('not_found', { message: 'There is no such guide.' });
  const page = pages.get(known) ?? withFrame(known);
  pages.set(known, page);
  return page;
}

const withFrame = (name: GuideName): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${guideTitles[name]} · Image AI</title>
<link rel="icon" href="data:,">
<style>
${style}
</style>
</head>
<body>
<div class="page">
<nav aria-label="Guides">
<a href="/docs">Reference and quick start</a>
<ul>
${guideLinks(name)}
</ul>
</nav>
<main>
${readFileSync(join(rendered, `${name}.html`), 'utf8')}
</main>
</div>
</body>
</html>
`;
