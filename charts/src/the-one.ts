import type { Manifest } from './manifest.js';

/** The object of this kind and name (its kind alone where no name is given); says so where there is none. */
export function theOne(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  if (found === undefined) throw new Error(`There is no ${kind} ${name ?? 'at all'}.`);
  return found;
}
