import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { nodeComplaint } from '../../../../tools/bootstrap/node-version.mjs';
import { Failure, quietly } from '../../../../tools/bootstrap/quietly.mjs';
import { contentsOf, filesBelow, tracesOf } from '../../../../tools/bootstrap/stamp.mjs';
import { createProgress } from '../../../../tools/progress.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an old Node is refused in one sentence, Node 20 and newer are not', () => {
  expect(nodeComplaint('18.19.1')).toMatch(/^Image AI needs Node 20 or newer to start, and this is 18\.19\.1: [^\n]+$/);
  expect(nodeComplaint('20.0.0')).toBeUndefined();
  expect(nodeComplaint('24.21.0')).toBeUndefined();
});

test('a stamp changes with what a file holds, and the trace of outputs with any touch', () => {
  const file = join(folder, 'a.ts');
  writeFileSync(file, 'one');
  const files = filesBelow(folder);
  expect(files).toEqual([file]);
  const [contents, traces] = [contentsOf(files), tracesOf(files)];
  expect([contentsOf(files), tracesOf(files)]).toEqual([contents, traces]);
  writeFileSync(file, 'two!');
  expect(contentsOf(files)).not.toBe(contents);
  expect(tracesOf(files)).not.toBe(traces);
});

test('a tool is quiet while all is well', async () => {
  const lines: string[] = [];
  const args = ['-e', 'console.log("fetching")'];
  const onLine = (line: string) => lines.push(line);
  await expect(quietly({ command: process.execPath, args, sentence: 'It failed.', onLine })).resolves.toBe('fetching');
  expect(lines).toEqual(['fetching']);
});

test('a tool that is not there is one sentence', async () => {
  const failure = quietly({ command: '/nowhere/tool', args: [], sentence: 'It could not be done.' });
  await expect(failure).rejects.toBeInstanceOf(Failure);
  await expect(failure).rejects.toThrow(/^It could not be done\. [^\n]+$/);
});

test('progress is plain lines where there is no terminal', () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) };
  const progress = createProgress(stream as unknown as NodeJS.WriteStream);
  progress.step('Building');
  progress.detail('libs/db');
  progress.note('a note');
  progress.end();
  expect(written).toEqual(['- Building\n', 'a note\n']);
});
