import { run } from './run.js';
import { SecretsError } from './secrets-error.js';

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof SecretsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
