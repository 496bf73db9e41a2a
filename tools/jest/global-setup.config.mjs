import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever tests leave in the temporary folder lies in one of their own, that the teardown takes away. */
export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'imageai-tests-'));
  // Postgres runs as another user when we are root, and has to get through.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
};
