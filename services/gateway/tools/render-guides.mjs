// Makes the pages of docs/guides that the gateway serves at /docs/guides: part of its build.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';

const source = join(import.meta.dirname, '..', '..', '..', 'docs', 'guides');
const target = join(import.meta.dirname, '..', 'dist', 'docs', 'guides');

/** Where a link of the repository leads on this server; undefined: nowhere, its text alone stays. */
function addressOf(href) {
  if (/^https?:/.test(href) || href.startsWith('#')) return href;
  const guide = /^(?:\.\/)?([a-z-]+)\.md(#.*)?$/.exec(href);
  if (guide !== null) return `/docs/guides/${guide[1]}${guide[2] ?? ''}`;
  return href.startsWith('../api.md') ? '/docs' : undefined;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const marked = new Marked({
  gfm: true,
  renderer: {
    link({ href, tokens }) {
      const address = addressOf(href);
      const text = this.parser.parseInline(tokens);
      return address === undefined ? text : `<a href="${escaped(address)}">${text}</a>`;
    },
    // Long lines and wide tables scroll by themselves, so the keyboard has to reach them.
    code: ({ text }) => `<pre tabindex="0" role="group" aria-label="Example"><code>${escaped(text)}</code></pre>\n`,
    table(token) {
      const cell = (tag, { tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
      const named = token.header.some(({ text }) => text !== '');
      const head = named ? `<thead><tr>${token.header.map((one) => cell('th', one)).join('')}</tr></thead>` : '';
      const rows = token.rows.map((row) => `<tr>${row.map((one) => cell('td', one)).join('')}</tr>`).join('\n');
      return `<div class="table" tabindex="0" role="group" aria-label="Table"><table>${head}<tbody>${rows}</tbody></table></div>\n`;
    },
  },
});

mkdirSync(target, { recursive: true });
for (const name of readdirSync(source).filter((file) => file.endsWith('.md'))) {
  writeFileSync(join(target, name.replace(/\.md$/, '.html')), marked.parse(readFileSync(join(source, name), 'utf8')));
}
