// The way from a bare machine with Node and npm to a running command: dependencies, build, then the command itself
// under the workspace's own Node. Plain JavaScript without dependencies, because nothing is installed yet.
import { nodeComplaint } from './bootstrap/node-version.mjs';

const complaint = nodeComplaint(process.versions.node);
if (complaint) {
  process.stderr.write(`${complaint}\n`);
  process.exit(1);
}
// Only now: an older Node would stop at the first newer word in these.
const { bootstrap } = await import('./bootstrap/bootstrap.mjs');
process.exitCode = await bootstrap(process.argv.slice(2));
