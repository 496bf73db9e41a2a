import { expect, test } from '@jest/globals';
import { fromJest } from '../../../../tools/test/jest-results.mjs';
import { failedProjects, outputOf } from '../../../../tools/test/nx.mjs';
import { failures, table, verdict } from '../../../../tools/test/report.mjs';
import { runStages } from '../../../../tools/test/run-stages.mjs';
import { checkSuite, crashedSuite, sumUp } from '../../../../tools/test/suite.mjs';

const silent = { step() {}, detail() {}, note() {}, end() {}, fail() {} };
const options = { progress: silent, onInterrupt: () => () => undefined };

function stage(name: string, run: () => Promise<unknown>, more: object = {}) {
  return { name, what: name, run, ...more };
}

test('numbers of all suites of all stages are added up in the last line', async () => {
  const one = checkSuite('a', [{ title: 't1' }, { title: 't2', message: 'no' }]);
  const two = checkSuite('b', [{ title: 't3' }]);
  const results = await runStages([stage('unit', async () => [one, two]), stage('lint', async () => [two])], options);
  expect(verdict(results)).toEqual({ line: '3 passed, 1 failed', ok: false });
  expect(failures(results)).toContain('✗ unit, a: t2\n    no');
  expect(table(results).split('\n')).toHaveLength(4);
});

test('a run in which nothing ran has failed', async () => {
  expect(verdict([])).toEqual({ line: '0 passed, 0 failed', ok: false });
  expect(verdict(await runStages([stage('unit', async () => [])], options))).toMatchObject({ ok: false });
});

test('a stage that throws counts as one failed test, and the next one runs', async () => {
  const broken = stage('unit', async () => {
    throw new Error('no Nx');
  });
  const results = await runStages([broken, stage('lint', async () => [checkSuite('a', [{ title: 't' }])])], options);
  expect(verdict(results)).toEqual({ line: '1 passed, 1 failed', ok: false });
  expect(failures(results)).toContain('no Nx');
});

test('when the build fails, what needs it is left out and the rest is run', async () => {
  const ran: string[] = [];
  const record = (name: string, needsBuild: boolean) =>
    stage(
      name,
      async () => {
        ran.push(name);
        return [checkSuite(name, [{ title: name }])];
      },
      { needsBuild },
    );
  const build = stage('build', async () => [crashedSuite('tsc', 'TS2322')]);
  await runStages([build, record('unit', true), record('lint', false)], options);
  expect(ran).toEqual(['lint']);
});

test('a Jest file that could not be loaded counts as a failed test', () => {
  const suite = fromJest('@imageai/auth', {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      {
        name: '/r/src/a.spec.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'one', failureMessages: [] },
          { status: 'failed', fullName: 'two', failureMessages: ['\u001b[31mexpected\u001b[39m'] },
        ],
      },
      { name: '/r/src/b.spec.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  });
  expect(suite).toMatchObject({ passed: 2, failed: 2, skipped: 2 });
  expect(suite.failures).toEqual([
    { title: 'two', message: 'expected' },
    { title: 'src/b.spec.ts', message: 'Cannot find module' },
  ]);
});

test('the sum of nothing is nothing', () => {
  expect(sumUp([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('what Nx says is read: who failed, and what they wrote', () => {
  const output =
    '@imageai/auth: src/a.ts: error\n@imageai/db: fine\n\nFailed tasks:\n\n- @imageai/auth:types\n- @imageai/db:build\n';
  expect(failedProjects(output, 'types')).toEqual(['@imageai/auth']);
  expect(outputOf(output, '@imageai/auth')).toBe('src/a.ts: error');
});
