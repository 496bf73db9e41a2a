import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script, SourceTextModule } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { image } from '../test/answers.js';

const folder = join(import.meta.dirname, '..');
const dist = join(folder, 'dist');
const scripts = globSync('**/*.js', { cwd: dist });
const importsOf = (file: string) =>
  [...readFileSync(join(dist, file), 'utf8').matchAll(/^\s*(?:import|export)\b[^;]*?\bfrom\s*['"]([^'"]+)['"]/gm)].map(
    (match) => match[1] ?? '',
  );

describe('the package as it is built', () => {
  it('imports nothing but itself: no dependency is there at run time', () => {
    expect(scripts.length).toBeGreaterThan(5);
    const foreign = scripts.flatMap((file) =>
      importsOf(file).filter((specifier) => !specifier.startsWith('./') && !specifier.startsWith('../')),
    );
    expect(foreign).toEqual([]);
    expect(scripts.filter((file) => /\b(import|require)\s*\(/.test(readFileSync(join(dist, file), 'utf8')))).toEqual(
      [],
    );
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
  });

  it('runs where there are the globals of the web alone, as in a browser', async () => {
    const {
      AbortController,
      Headers,
      Response,
      TextDecoder,
      TextEncoder,
      URL,
      atob,
      clearTimeout,
      crypto,
      setTimeout,
    } = globalThis;
    const fetch = async () => Response.json(image);
    const web = {
      AbortController,
      Headers,
      Response,
      TextDecoder,
      TextEncoder,
      URL,
      atob,
      clearTimeout,
      crypto,
      setTimeout,
      fetch,
    };
    const context = createContext(web);
    expect(new Script('typeof process + typeof Buffer + typeof require').runInContext(context)).toBe(
      'undefined'.repeat(3),
    );

    const modules = new Map<string, SourceTextModule>();
    const load = (file: string): SourceTextModule => {
      const known = modules.get(file);
      if (known !== undefined) return known;
      const loaded = new SourceTextModule(readFileSync(file, 'utf8'), { context, identifier: file });
      modules.set(file, loaded);
      return loaded;
    };
    const index = load(join(dist, 'index.js'));
    await index.link((specifier, from) => load(join(from.identifier, '..', specifier)));
    await index.evaluate();

    const { ImageAI } = index.namespace as typeof import('./index.js');
    const client = new ImageAI({ apiKey: 'key', baseUrl: 'http://api.example' });
    expect(await client.generate({ prompt: 'a lake' })).toEqual(image);
  });
});
