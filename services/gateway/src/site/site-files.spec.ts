import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSite } from './site-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'site-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the files of the website', () => {
  it('are told apart: its document, its pages, and what is served as it is', async () => {
    writeFileSync(join(folder, 'index.html'), 'the document');
    writeFileSync(join(folder, 'pages.json'), '["/", "/keys"]');
    writeFileSync(join(folder, 'favicon.svg'), '<svg/>');
    writeFileSync(join(folder, 'favicon.svg.br'), '');
    const { document, pages, files } = await readSite(folder, 'SITE_FOLDER');
    expect([String(document), [...pages], [...files]]).toEqual(['the document', ['/', '/keys'], ['/favicon.svg']]);
  });

  it.each([
    ['nothing', {}],
    ['no list of pages', { 'index.html': '' }],
    ['a list of something else', { 'index.html': '', 'pages.json': '["keys"]' }],
  ])('are missed before the gateway starts, where there is %s', async (_what, written) => {
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text);
    for (const setting of ['SITE_FOLDER', 'ADMIN_SITE_FOLDER'] as const) {
      await expect(readSite(folder, setting)).rejects.toThrow(`${setting}: ${folder} holds no built website.`);
    }
  });
});
