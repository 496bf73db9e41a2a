import { stripVTControlCharacters } from 'node:util';

/**
 * A suite from what Jest writes with `--json`.
 * A file that could not even be loaded has no failed test: it counts as one.
 * @returns {import('./suite.mjs').Suite}
 */
export function fromJest(name, report) {
  const files = report.testResults ?? [];
  const broken = files.filter((file) => file.status === 'failed' && !hasFailedTest(file));
  const failures = files.flatMap((file) => [
    ...file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ title: fullName, message: failureMessages.join('\n') })),
    ...(broken.includes(file) ? [{ title: fileName(file), message: file.message }] : []),
  ]);
  return {
    name,
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures: failures.map(({ title, message }) => ({ title, message: stripVTControlCharacters(message) })),
  };
}

function hasFailedTest({ assertionResults }) {
  return assertionResults.some(({ status }) => status === 'failed');
}

function fileName({ name }) {
  return name.split('/').slice(-2).join('/');
}
