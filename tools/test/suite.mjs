/**
 * What one suite of a stage came to.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, failures: Failure[] }} Suite
 * @typedef {{ title: string, message: string }} Failure
 */

/** A check that is no Jest run: one test with a title. @returns {Suite} */
export function checkSuite(name, checks) {
  const failures = checks.filter(({ message }) => message !== undefined);
  return { name, passed: checks.length - failures.length, failed: failures.length, skipped: 0, failures };
}

/** Something that should have given a result and did not: it counts as one failed test. @returns {Suite} */
export function crashedSuite(name, message) {
  return { name, passed: 0, failed: 1, skipped: 0, failures: [{ title: 'ended without a result', message }] };
}

/** The numbers of many suites in one. */
export function sumUp(suites) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    for (const key of Object.keys(sum)) sum[key] += suite[key];
  }
  return sum;
}
