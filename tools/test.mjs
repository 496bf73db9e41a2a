// Everything that is checked, in stages: `npm test`, or `npm test -- lint unit` for some of it.
import { createProgress } from './progress.mjs';
import { interrupts } from './test/interrupts.mjs';
import { failures, table, verdict } from './test/report.mjs';
import { runStages } from './test/run-stages.mjs';
import { STAGES } from './test/stages.mjs';

const HELP = `Usage: npm test [-- stage ...]

${STAGES.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join('\n')}
`;

process.exitCode = await main(process.argv.slice(2));

async function main(names) {
  if (names.includes('--help') || names.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no stage "${unknown}".\n\n${HELP}`);
    return 1;
  }
  const results = await runStages(chosen(names), { progress: createProgress(), onInterrupt: interrupts() });
  const { line, ok } = verdict(results);
  process.stdout.write(`\n${table(results)}\n\n${failures(results)}\n${line}\n`);
  return ok ? 0 : 1;
}

/** All when none is named; the build comes along with what needs it. */
function chosen(names) {
  if (names.length === 0) return STAGES;
  const asked = STAGES.filter(({ name }) => names.includes(name));
  const needsBuild = asked.some((stage) => stage.needsBuild);
  return STAGES.filter((stage) => asked.includes(stage) || (stage.name === 'build' && needsBuild));
}
