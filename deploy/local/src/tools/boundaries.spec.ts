import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { checkBoundaries } from '../../../../tools/boundaries/check.mjs';
import { specifiers } from '../../../../tools/boundaries/imports.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  write('pnpm-workspace.yaml', 'packages:\n  - libs/*\n  - services/*\n  - e2e\n\ncatalog:\n  kysely: ^1.0.0\n');
  write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
  for (const lib of ['errors', 'telemetry', 'messaging', 'db', 'diffusion', 'testing'])
    writePackage(`libs/${lib}`, `lib:${lib}`);
  writePackage('services/auth', 'service:auth', ['@imageai/errors', '@imageai/messaging', '@imageai/testing']);
  writePackage('services/storage', 'service:storage');
  writePackage('e2e', 'e2e', ['@imageai/storage']);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function writePackage(folder: string, tag: string, dependencies: string[] = []): void {
  const name = `@imageai/${folder.split('/').at(-1)}`;
  const entries = dependencies.map((dependency) => [dependency, 'workspace:*']);
  write(
    `${folder}/package.json`,
    JSON.stringify({ name, nx: { tags: [tag] }, dependencies: Object.fromEntries(entries) }),
  );
}

function problems(): string[] {
  return checkBoundaries(root).flatMap((rule: { problems: string[] }) => rule.problems);
}

/** Put together, so that the check, which reads this file too, does not take it for an import of ours. */
function importing(specifier: string): string {
  return `import { x } from '${specifier}';\n`;
}

test('a tree that keeps to the rules has no problem', () => {
  write('services/auth/src/main.ts', importing('@imageai/errors') + importing('./x.js'));
  write('services/auth/src/key.repository.ts', importing('kysely'));
  write('services/auth/test/keys.int-spec.ts', importing('@imageai/testing') + importing('kysely'));
  write('e2e/jest.config.mjs', importing('../jest.config.mjs'));
  write('libs/diffusion/src/runtime/session.ts', importing('onnxruntime-node'));
  expect(problems()).toEqual([]);
});

test.each([
  ['a service that imports another by name', 'services/auth/src/a.ts', importing('@imageai/storage')],
  ['a service that reaches into another by a path', 'services/auth/src/a.ts', importing('../../storage/src/x.js')],
  ['a library of the foundation that imports another', 'libs/errors/src/a.ts', importing('@imageai/telemetry')],
  ['a library that imports one of its equals', 'libs/messaging/src/a.ts', importing('@imageai/db')],
  ['an end-to-end test that imports service code', 'e2e/src/a.ts', importing('@imageai/storage')],
  ['a package that is not declared', 'services/storage/src/a.ts', importing('@imageai/errors')],
  ['SQL outside a repository', 'services/auth/src/key.service.ts', importing('kysely')],
  ['the runtime outside its folder', 'libs/diffusion/src/engine.ts', importing('onnxruntime-node')],
  ['a file of more than 400 lines', 'services/auth/src/a.ts', 'export {};\n'.repeat(401)],
  ['a lock file that names a host', 'pnpm-lock.yaml', 'resolution: {tarball: https://registry.example.com/x.tgz}\n'],
])('%s is found', (_, path, text) => {
  write(path, text);
  expect(problems().length).toBeGreaterThan(0);
});

test('a tree of 32 MiB is too large', () => {
  write('models/weights.bin', 'x'.repeat(32 * 1024 * 1024));
  expect(problems()).toEqual(['it has 32.0 MiB']);
});

test('imports are found in every form, and not in comments', () => {
  const source = `
import 'side-effect';
import type { A } from "a";
export { b } from 'b';
const c = await import('c');
// import 'commented';
/* import x from 'block'; */
 * from 'documentation'
`;
  expect(specifiers(source)).toEqual(['side-effect', 'a', 'b', 'c']);
});
