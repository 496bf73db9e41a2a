import { boundariesStage } from './boundaries-stage.mjs';
import { buildStage } from './build-stage.mjs';
import { ensureChromium } from './chromium.mjs';
import { generatedStage } from './generated-stage.mjs';
import { jestStage } from './jest-stage.mjs';
import { lintStage } from './lint-stage.mjs';
import { ensureNatsServer, startSharedPostgres } from './servers.mjs';
import { typesStage } from './types-stage.mjs';

/** Everything that `npm test` runs, in order. Those that need the build are left out where it fails. */
export const STAGES = [
  { name: 'boundaries', what: 'who imports whom, and the tree', run: boundariesStage },
  { name: 'lint', what: 'lint and format', run: lintStage },
  { name: 'build', what: 'the build', run: buildStage },
  { name: 'generated', what: 'what is generated: contracts, configuration', run: generatedStage, needsBuild: true },
  { name: 'types', what: 'types', run: typesStage, needsBuild: true },
  {
    name: 'charts',
    what: 'the Helm chart: lint, schema, templates, every object against Kubernetes',
    run: (context) => jestStage('charts', context),
    needsBuild: true,
  },
  { name: 'unit', what: 'unit tests', run: unitStage, needsBuild: true },
  { name: 'integration', what: 'integration tests', run: integrationStage, needsBuild: true },
  {
    name: 'e2e',
    what: 'end-to-end tests against the running stack',
    run: e2eStage,
    needsBuild: true,
  },
];

async function unitStage(context) {
  await ensureChromium();
  return jestStage('unit', context);
}

async function e2eStage(context) {
  await ensureChromium();
  // One after the other: each starts a whole stack.
  return jestStage('e2e', { ...context, parallel: 1 });
}

async function integrationStage(context) {
  // Where it has to be installed first, no test should spend its time on that.
  await ensureNatsServer();
  const postgres = await startSharedPostgres();
  const off = context.onInterrupt(postgres.stop);
  try {
    return await jestStage('integration', { ...context, env: { TEST_POSTGRES_URL: postgres.url } });
  } finally {
    off();
    await postgres.stop();
  }
}
