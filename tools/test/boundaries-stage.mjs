import { checkBoundaries } from '../boundaries/check.mjs';
import { root } from '../workspace.mjs';
import { checkSuite } from './suite.mjs';

export async function boundariesStage() {
  const checks = checkBoundaries(root).map(({ title, problems }) => ({
    title,
    message: problems.length === 0 ? undefined : problems.join('\n'),
  }));
  return [checkSuite('check-boundaries', checks)];
}
