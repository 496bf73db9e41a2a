// Who may import whom, and what the tree may hold: `node tools/check-boundaries.mjs`. Also a stage of `npm test`.
import { checkBoundaries } from './boundaries/check.mjs';
import { root } from './workspace.mjs';

const results = checkBoundaries(root);
for (const { title, problems } of results) {
  process.stdout.write(`${problems.length === 0 ? '✓' : '✗'} ${title}\n`);
  for (const problem of problems) process.stdout.write(`    ${problem}\n`);
}
process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;
