import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const maxFirstBytes = 180 * 1024;

describe.each([
  ['the site', 'site', 'front/front-page.tsx'],
  ['the operators’ pages', 'operators', 'work/work-page.tsx'],
])('%s as built', (_what, folder, firstPage) => {
  const dist = join(import.meta.dirname, '..', 'dist', folder);
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));

  /** A chunk and all that it cannot begin without. */
  function filesOf(name: string, seen = new Set<string>()): Set<string> {
    const { file, imports = [] } = manifest[name] ?? { file: '' };
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const other of imports) filesOf(other, seen);
    return seen;
  }

  const compressedBytes = (files: Iterable<string>): number =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);

  it('loads at most 180 KiB of compressed JavaScript for its first page', () => {
    const files = filesOf(firstPage, filesOf('index.html'));
    expect(files.size).toBeGreaterThan(1);
    expect(files).not.toContain('');
    expect(compressedBytes(files)).toBeLessThanOrEqual(maxFirstBytes);
  });

  it('names every file by its content, but for those that people or browsers ask for by name', () => {
    for (const { file } of Object.values(manifest)) expect(file).toMatch(/^assets\/[\w.-]+-[\w-]{8}\.\w+$/);
  });

  it('has no script and no style in the text of its document', () => {
    const document = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(document).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    expect(document).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});

describe('what customers are sent', () => {
  it('has nothing of the operators’ in it', () => {
    const dist = join(import.meta.dirname, '..', 'dist', 'site');
    const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
    for (const { file } of Object.values(manifest)) {
      if (file.endsWith('.js')) expect(readFileSync(join(dist, file), 'utf8')).not.toContain('/admin/');
    }
  });
});
