// Who may import whom. A rule has the guarantee as its title, and says of one import whether it breaks it.

/** Libraries that everybody may build on, and that build on none of ours. */
const FOUNDATION = ['contracts', 'errors', 'diffusion'];
const ALONE = [...FOUNDATION, 'backing-services'];
/** What a library may import besides the foundation and telemetry. */
const MORE = { testing: ['backing-services', 'db'], cli: ['client'], client: ['api'] };
/** The only places that know ONNX Runtime, which blocks the thread that calls it. */
const RUNTIMES = ['libs/diffusion/src/runtime', 'libs/text-classifier/src/runtime'];

const isTest = (file) => /\.(int-)?spec\.ts$/.test(file) || /^[^/]+\/[^/]+\/test\//.test(file);

export function importRules({ packages, owner }) {
  const byName = new Map(packages.map((one) => [one.name, one]));
  /** The workspace package that an import leads to, when it is another one. */
  const reached = ({ specifier, target, from }) => {
    const name = specifier.split('/').slice(0, 2).join('/');
    const found = target === undefined ? byName.get(name) : owner(target);
    return found === from ? undefined : found;
  };
  const isLib = (one) => one?.kind === 'lib';
  return [
    {
      title: 'services import libraries, never each other nor anything else of the workspace',
      breaks: (one) => one.from.kind === 'service' && reached(one) && !isLib(reached(one)),
    },
    {
      title: `${ALONE.join(', ')} import no other package of the workspace`,
      breaks: (one) => isLib(one.from) && ALONE.includes(one.from.part) && reached(one) && !isTest(one.file),
    },
    {
      title: `the other libraries import only ${FOUNDATION.join(', ')} and telemetry (testing the servers too)`,
      breaks: (one) => {
        const to = reached(one);
        if (!isLib(one.from) || ALONE.includes(one.from.part) || !to) return false;
        const allowed = [
          ...FOUNDATION,
          'telemetry',
          ...(MORE[one.from.part] ?? []),
          ...(isTest(one.file) ? ['testing'] : []),
        ];
        return !isLib(to) || !allowed.includes(to.part);
      },
    },
    {
      title: 'the local stack imports libraries, no services',
      breaks: (one) => one.from.kind === 'deploy' && reached(one) && !isLib(reached(one)),
    },
    {
      title: 'the end-to-end tests import no service code',
      breaks: (one) => one.from.kind === 'e2e' && reached(one)?.kind === 'service',
    },
    {
      title:
        'an import by a path stays inside its package (but for configuration of the whole, and tools/ of the local stack)',
      breaks: ({ target, from }) => {
        if (target === undefined || owner(target) === from) return false;
        return !/^[^/]+\.config\.mjs$/.test(target) && !(from.kind === 'deploy' && target.startsWith('tools/'));
      },
    },
    {
      title: 'a package of the workspace is imported only where package.json names it',
      breaks: (one) => {
        const to = one.target === undefined ? reached(one) : undefined;
        return to !== undefined && !one.from.declared.includes(to.name);
      },
    },
    {
      title: 'kysely is imported only in repositories, src/db and libs/db',
      breaks: ({ specifier, file, from }) =>
        /^kysely(\/|$)/.test(specifier) &&
        from.part !== 'db' &&
        !/\.repository\.ts$/.test(file) &&
        !file.startsWith(`${from.folder}/src/db/`) &&
        !isTest(file),
    },
    {
      title: `onnxruntime-node is imported only in ${RUNTIMES.join(' and ')}`,
      breaks: ({ specifier, file }) =>
        /^onnxruntime-node(\/|$)/.test(specifier) && !RUNTIMES.some((folder) => file.startsWith(`${folder}/`)),
    },
  ];
}
