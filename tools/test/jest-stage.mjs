import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolders } from '../workspace.mjs';
import { fromJest } from './jest-results.mjs';
import { nxRunMany, outputOf, projectsWith } from './nx.mjs';
import { crashedSuite } from './suite.mjs';
import { tail } from './tool.mjs';

/** Runs one target of every package that has it, and reads what each run wrote; Nx restores that from its cache too. */
export async function jestStage(target, { onLine, env, parallel }) {
  const projects = await projectsWith(target);
  if (projects.length === 0) return [crashedSuite(target, `No package has a target "${target}".`)];
  const folders = foldersByName();
  const resultFile = (project) => join(folders.get(project), 'test-results', `${target}.json`);
  // What an earlier run left must not be counted.
  for (const project of projects) rmSync(resultFile(project), { force: true });
  const { output } = await nxRunMany(target, { onLine, env, parallel });
  return projects.map((project) => {
    if (existsSync(resultFile(project)))
      return fromJest(project, JSON.parse(readFileSync(resultFile(project), 'utf8')));
    return crashedSuite(project, tail(outputOf(output, project) || output));
  });
}

function foldersByName() {
  const name = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  return new Map(packageFolders().map((folder) => [name(folder), folder]));
}
