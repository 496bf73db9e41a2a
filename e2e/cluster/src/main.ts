import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { kubernetesTool } from '@imageai/charts/kubernetes-tools';
import { kubeconfig } from './certificates.js';
import { checks } from './checks/index.js';
import { startCluster } from './cluster.js';
import { runEndToEnd } from './e2e/run.js';
import { Parts } from './parts.js';
import { installPlatform, type Keys } from './platform.js';

const HELP = `Usage: npm run test:cluster -- [options]

Builds a Kubernetes of one node on this machine (Debian, root, Go, x64), installs the chart and tries what it promises.
Whatever is started is stopped and removed at the end; built programs and images are kept in ~/.cache/imageai-cluster.

  --built          take the images that the last run built, whatever was committed since
  --only <words>   of the checks, those alone with these words in their titles; "none" for none. It may be said again
  --e2e            run the end-to-end tests against it too
  --file <name>    of them, those files alone with this in their names. It may be said again
  --keep           leave it running until Ctrl-C
  --help           print this
`;

const { values } = parseArgs({
  options: {
    built: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    e2e: { type: 'boolean' },
    file: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const began = Date.now();
const say = (what: string): void => {
  process.stderr.write(`${Math.round((Date.now() - began) / 1_000)} s: ${what}\n`);
};

const parts = new Parts();
let [passed, failed] = [0, 0];

async function attempt(title: string, run: () => Promise<string | undefined>): Promise<void> {
  say(title);
  try {
    const seen = await run();
    passed++;
    process.stdout.write(`✓ ${title}${seen ? ` (${seen})` : ''}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`✗ ${title}\n    ${(error as Error).message.replaceAll('\n', '\n    ')}\n`);
  }
}

try {
  const outside = await startCluster(parts, say, values.built);
  let keys: Keys | undefined;
  await attempt('the chart installs, with its migrations, and all pods get ready', async () => {
    keys = await installPlatform();
    return undefined;
  });
  const made = keys;
  if (made) {
    const { only, file } = values;
    const chosen = checks.filter(({ title }) => only.length === 0 || only.some((words) => title.includes(words)));
    for (const { title, run } of chosen) await attempt(title, () => run(made));
    if (values.e2e) await attempt('the end-to-end tests pass against it', () => runEndToEnd(made, outside, file));
  }
  if (values.keep) {
    process.stderr.write(
      `KUBECONFIG=${kubeconfig('admin')} ${kubernetesTool('kubectl')} --namespace imageai get pods\n`,
    );
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }
} catch (error) {
  failed++;
  process.stderr.write(`${(error as Error).message}\n`);
} finally {
  say('stopping');
  await parts.stop();
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
