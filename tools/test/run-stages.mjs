import { crashedSuite, sumUp } from './suite.mjs';

/**
 * Runs stages one after the other: a stage itself uses all the cores there are.
 * @param {{ name: string, what: string, run: Function, needsBuild?: boolean }[]} stages
 */
export async function runStages(stages, { progress, onInterrupt, now = () => performance.now() }) {
  const results = [];
  let buildFailed = false;
  for (const stage of stages) {
    if (stage.needsBuild && buildFailed) continue;
    progress.step(`Testing ${stage.what}`);
    const startedAt = now();
    const suites = await suitesOf(stage, { onInterrupt, onLine: (line) => progress.detail(line) });
    const failed = sumUp(suites).failed > 0;
    if (stage.name === 'build' && failed) buildFailed = true;
    results.push({ stage: stage.name, suites, seconds: (now() - startedAt) / 1000 });
    if (failed) progress.fail();
    else progress.end();
  }
  return results;
}

async function suitesOf(stage, context) {
  try {
    const suites = await stage.run(context);
    return suites.length > 0 ? suites : [crashedSuite(stage.name, 'It ran nothing.')];
  } catch (error) {
    return [crashedSuite(stage.name, error.stack ?? String(error))];
  }
}
