import { failedProjects, nxRunMany, outputOf, projectsWith } from './nx.mjs';
import { checkSuite, crashedSuite } from './suite.mjs';
import { tail } from './tool.mjs';

/** One test a package: its sources and its tests keep to their types. */
export async function typesStage({ onLine }) {
  const [projects, { code, output }] = [await projectsWith('types'), await nxRunMany('types', { onLine })];
  const failed = failedProjects(output, 'types');
  if (code !== 0 && failed.length === 0) return [crashedSuite('tsc', tail(output))];
  const checks = projects.map((project) => ({
    title: `${project} keeps to its types`,
    message: failed.includes(project) ? tail(outputOf(output, project), 20) : undefined,
  }));
  return [checkSuite('tsc', checks)];
}
