import { expect, it } from '@jest/globals';
import { confirmAddress, invitation, keyLeaked } from './templates.js';

it('say the same in text and HTML, with the link in both', () => {
  const { text, html, link } = confirmAddress('https://example.com/verify-email#token=abc');
  expect(link).toBe('https://example.com/verify-email#token=abc');
  expect(text).toContain('\n\nhttps://example.com/verify-email#token=abc\n\n');
  expect(html).toContain('<a href="https://example.com/verify-email#token=abc">Confirm my address</a>');
});

it('show what people chose as text, never as markup', () => {
  const name = '<img src=x onerror="alert(1)"> & Co';
  for (const { html } of [
    invitation(name, 'viewer', 'https://e.example'),
    keyLeaked(name, 'p', name, 'https://e.example'),
  ]) {
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; Co');
  }
});
