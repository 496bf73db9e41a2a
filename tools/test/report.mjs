import { sumUp } from './suite.mjs';

const MOST_LINES = 30;

/** What ran, with what failed below it. */
export function table(results) {
  const rows = results.flatMap(({ stage, suites, seconds }) =>
    suites.map((suite, index) => ({
      stage: index === 0 ? stage : '',
      suite: suite.name,
      passed: String(suite.passed),
      failed: suite.failed === 0 ? '' : String(suite.failed),
      skipped: suite.skipped === 0 ? '' : String(suite.skipped),
      time: index === 0 ? `${seconds.toFixed(1)} s` : '',
    })),
  );
  const header = {
    stage: 'stage',
    suite: 'suite',
    passed: 'passed',
    failed: 'failed',
    skipped: 'skipped',
    time: 'time',
  };
  const all = [header, ...rows];
  const widths = Object.fromEntries(
    Object.keys(header).map((key) => [key, Math.max(...all.map((row) => row[key].length))]),
  );
  const isText = (key) => key === 'stage' || key === 'suite';
  const cell = (key, text) => (isText(key) ? text.padEnd(widths[key]) : text.padStart(widths[key]));
  return all
    .map((row) =>
      Object.keys(header)
        .map((key) => cell(key, row[key]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function failures(results) {
  return results
    .flatMap(({ stage, suites }) =>
      suites.flatMap((suite) =>
        suite.failures.map(({ title, message }) => `✗ ${stage}, ${suite.name}: ${title}\n${indent(message)}\n`),
      ),
    )
    .join('\n');
}

/** The line that says it all, and whether all is well: a run in which nothing ran is not. */
export function verdict(results) {
  const { passed, failed } = sumUp(results.flatMap(({ suites }) => suites));
  return { line: `${passed} passed, ${failed} failed`, ok: failed === 0 && passed > 0 };
}

function indent(message) {
  const lines = message.split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return shown.map((line) => `    ${line}`).join('\n');
}
