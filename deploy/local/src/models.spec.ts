import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { modelFolders } from './models.js';

const folder = mkdtempSync(join(tmpdir(), 'local-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without --models there is the embedded model', () => {
  expect(modelFolders('/repository')).toEqual(['/repository/models/embedded']);
});

test('a folder that does not exist, or has no model, is one sentence', () => {
  expect(() => modelFolders('/repository', '/nowhere/at/all')).toThrow(
    'The models folder /nowhere/at/all does not exist.',
  );
  expect(() => modelFolders('/repository', folder)).toThrow(/has a model_index\.json: there is no model to load\.$/);
});

test('every subfolder with a model_index.json is a model, but for hidden ones: those are being fetched', () => {
  for (const name of ['one', 'two', 'notes', '.three.unfinished']) mkdirSync(join(folder, name));
  for (const name of ['one', 'two', '.three.unfinished']) writeFileSync(join(folder, name, 'model_index.json'), '{}');
  expect(modelFolders('/repository', folder)).toEqual([
    '/repository/models/embedded',
    join(folder, 'one'),
    join(folder, 'two'),
  ]);
});
