// Writes imageai/README.md from the values and their comments: `node charts/dist/write-readme.js`, after a build.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './helm.js';
import { chartReadme } from './values-readme.js';

writeFileSync(join(chart, 'README.md'), chartReadme());
