import { failedProjects, nxRunMany, outputOf } from './nx.mjs';
import { checkSuite } from './suite.mjs';
import { tail } from './tool.mjs';

/** One test for the whole of it: what does not compile is shown package by package. */
export async function buildStage({ onLine }) {
  const { code, output } = await nxRunMany('build', { onLine, parallel: 3 });
  const message = code === 0 ? undefined : explain(output);
  return [checkSuite('tsc', [{ title: 'every package builds', message }])];
}

function explain(output) {
  const failed = failedProjects(output, 'build').map((project) => ({ project, said: outputOf(output, project) }));
  const own = failed.filter(({ said }) => said !== '');
  return own.length === 0 ? tail(output) : own.map(({ project, said }) => `${project}\n${tail(said, 15)}`).join('\n');
}
