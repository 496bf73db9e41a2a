import { dirname, posix } from 'node:path';

const SOURCE = /\.(ts|mts|mjs|js)$/;
const GENERATED = /^libs\/contracts\/src\/gen\//;
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)(['"])([^'"\n]+)\1/g;

/**
 * Every import of every source file of a package: from which file, of what.
 * @returns {{ file: string, specifier: string, from: object, target: string | undefined }[]}
 */
export function readImports(repository) {
  const sources = repository.files.filter((path) => SOURCE.test(path) && !GENERATED.test(path));
  return sources.flatMap((file) => {
    const from = repository.owner(file);
    if (!from) return [];
    return specifiers(repository.read(file)).map((specifier) => ({
      file,
      specifier,
      from,
      // Where a relative import leads, seen from the repository's folder.
      target: specifier.startsWith('.') ? posix.join(dirname(file), specifier) : undefined,
    }));
  });
}

export function specifiers(source) {
  return [...withoutComments(source).matchAll(SPECIFIER)].map((match) => match[2]);
}

/** Comments may speak of imports. Whole lines only: `//` in the middle of one may be an address. */
function withoutComments(source) {
  return source.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*(\/\/|\*).*$/gm, '');
}
