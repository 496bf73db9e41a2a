import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { acceptedJobs } from './accepted-jobs.js';
import { admitting } from './admissions.js';
import { embedded, ofTrueSize } from './bench-model.js';
import { engineOverhead } from './engine-overhead.js';
import { engineThroughput } from './engine-throughput.js';
import { eventStreams } from './event-streams.js';
import { verifying } from './key-verifications.js';
import { prepareModels } from './peers/models.js';
import { peers } from './peers/peers.js';
import { pictureTimes } from './picture-times.js';
import { platformOverhead } from './platform-overhead.js';
import type { Result } from './result.js';
import { settlement } from './settlement.js';
import { siteBudgets } from './site/site-budgets.js';
import { stepScheduling } from './step-scheduling.js';
import { storing } from './storing.js';
import { sweeping } from './sweeping.js';
import { usageQueries } from './usage-queries.js';
import { webhookDeliveries } from './webhook-deliveries.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, python: { type: 'string' }, models: { type: 'string' } },
});

const measures: Readonly<Record<string, () => Promise<Result[]>>> = {
  pictures: pictureTimes,
  overhead: platformOverhead,
  accepted: acceptedJobs,
  settlement,
  webhooks: webhookDeliveries,
  sse: eventStreams,
  keys: verifying,
  admissions: admitting,
  storing,
  sweeping,
  site: siteBudgets,
  usage: usageQueries,
  engine: async () => [
    ...(await engineOverhead(embedded)),
    ...(await stepScheduling()),
    ...(await engineThroughput(embedded)),
  ],
  large: () =>
    withModels(async (_python, models) => [
      ...(await engineOverhead(ofTrueSize(models))),
      ...(await engineThroughput(ofTrueSize(models))),
    ]),
  peers: () => withModels(peers),
};
/** They need what a machine does not have by itself, and are measured when they are named. */
const onlyWhenNamed = new Set(['large', 'peers']);

async function withModels(measure: (python: string, models: string) => Promise<Result[]>): Promise<Result[]> {
  const { python, models } = values;
  if (!python || !models) {
    throw new Error(
      'Models of the true size need Python with the packages of e2e/bench/peers/requirements.txt, and a folder with 10 GB: --python <file> --models <folder>.',
    );
  }
  await prepareModels(python, models);
  return measure(python, models);
}

const unknown = positionals.filter((name) => !Object.hasOwn(measures, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no measure "${unknown[0]}": choose from ${Object.keys(measures).join(', ')}.\n`);
  process.exit(1);
}

const results: Result[] = [];
for (const name of positionals.length > 0
  ? positionals
  : Object.keys(measures).filter((name) => !onlyWhenNamed.has(name))) {
  process.stderr.write(`Measuring: ${name} …\n`);
  results.push(...((await measures[name]?.()) ?? []));
}

const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.version}`;
if (values.json) process.stdout.write(`${JSON.stringify({ machine, results })}\n`);
else {
  const rows = results.map(({ what, value, unit, goal, met }) => [
    what,
    `${value.toPrecision(3)} ${unit}`.trim(),
    goal === undefined ? '' : `${goal} ${unit}`.trim(),
    met === undefined ? '' : met ? 'yes' : 'no',
  ]);
  const table = [['what', 'measured', 'goal', 'met'], ['---', '---', '---', '---'], ...rows];
  process.stdout.write(`${machine}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`);
}
