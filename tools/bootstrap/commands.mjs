/** What can be run, by the program of the workspace that does it, and what is built for that. */
export const COMMANDS = {
  start: { program: 'deploy/local/dist/main.js', builds: ['tag:service:*', '@imageai/local', '@imageai/cli'] },
  // Builds by itself, so that a build that fails is counted with the rest.
  test: { program: 'tools/test.mjs', builds: [] },
  secrets: { program: 'deploy/secrets/dist/main.js', builds: ['@imageai/secrets'] },
  bench: { program: 'e2e/bench/dist/main.js', builds: ['tag:service:*', '@imageai/bench'] },
  'test:cluster': { program: 'e2e/cluster/dist/main.js', builds: ['@imageai/cluster', '@imageai/secrets'] },
};

export const HELP = `Usage: node tools/bootstrap.mjs <${Object.keys(COMMANDS).join(' | ')}> [arguments]

Installs the dependencies and builds, where that is not done yet, then runs

  start   the whole of Image AI on this machine   (npm start -- --help)
  test    every check and test                    (npm test -- --help)
  bench   the benchmarks                          (npm run bench)
  test:cluster  the chart on a Kubernetes of its own  (npm run test:cluster -- --help)
  secrets every secret of an installation         (npm run secrets -- --help)
`;
