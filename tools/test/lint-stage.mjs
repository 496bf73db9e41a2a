import { join } from 'node:path';
import { modules } from '../bootstrap/paths.mjs';
import { checkSuite } from './suite.mjs';
import { runTool, tail } from './tool.mjs';

export async function lintStage() {
  const args = ['ci', '--reporter=summary', '--colors=off'];
  const { code, output } = await runTool(join(modules, '.bin', 'biome'), args);
  const message = code === 0 ? undefined : tail(output, 60);
  return [checkSuite('biome', [{ title: 'every file is formatted, and the linter finds nothing', message }])];
}
