import { importRules } from './import-rules.mjs';
import { readImports } from './imports.mjs';
import { readRepository } from './repository.mjs';
import { treeRules } from './tree-rules.mjs';

/**
 * Every rule with what breaks it; none of it means that the rule holds.
 * @param {string} root
 * @returns {{ title: string, problems: string[] }[]}
 */
export function checkBoundaries(root) {
  const repository = readRepository(root);
  const imports = readImports(repository);
  const ofImports = importRules(repository).map(({ title, breaks }) => ({
    title,
    problems: imports.filter(breaks).map(({ file, specifier }) => `${file} imports ${specifier}`),
  }));
  const ofTree = treeRules.map(({ title, find }) => ({ title, problems: find(repository) }));
  return [...ofImports, ...ofTree];
}
