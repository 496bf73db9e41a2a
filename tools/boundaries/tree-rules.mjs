// What holds for the files as such. A rule has the guarantee as its title, and finds what breaks it.

const LARGEST_TREE_BYTES = 32 * 1024 * 1024;
const MOST_LINES = 400;
const WRITTEN_BY_HAND = /\.(ts|mts|mjs|cjs|js|py|proto|sh)$/;
const GENERATED = /^libs\/(contracts\/src|diffusion\/src\/onnx)\/gen\//;

export const treeRules = [
  {
    title: 'the tracked tree is smaller than 32 MiB',
    find: ({ files, size }) => {
      const bytes = files.reduce((sum, path) => sum + size(path), 0);
      return bytes < LARGEST_TREE_BYTES ? [] : [`it has ${(bytes / 1024 / 1024).toFixed(1)} MiB`];
    },
  },
  {
    title: `no source file has more than ${MOST_LINES} lines`,
    find: ({ files, read }) =>
      files
        .filter((path) => WRITTEN_BY_HAND.test(path) && !GENERATED.test(path))
        .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
        .filter(({ lines }) => lines > MOST_LINES)
        .map(({ path, lines }) => `${path} has ${lines}`),
  },
  {
    title: 'every package of the workspace says what it is by a tag',
    find: ({ packages }) =>
      packages.filter(({ kind }) => kind === '').map(({ folder }) => `${folder}/package.json has no nx.tags`),
  },
  {
    title: 'the lock file names no host',
    find: ({ files, read }) =>
      files
        .filter((path) => path === 'pnpm-lock.yaml')
        .flatMap((path) => [...read(path).matchAll(/https?:\/\/([^/\s'"},]+)/g)])
        .map((match) => match[1])
        .filter((host, index, hosts) => hosts.indexOf(host) === index),
  },
];
