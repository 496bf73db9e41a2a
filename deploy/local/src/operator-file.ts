import { writePrivateFile } from './private-file.js';

interface OperatorAccess {
  readonly adminUrl: string;
  readonly adminToken: string;
}

/** For `source`: what `imageai admin` needs to know. */
export function writeOperatorFile(file: string, { adminUrl, adminToken }: OperatorAccess): void {
  writePrivateFile(file, `export IMAGEAI_ADMIN_URL=${adminUrl}\nexport IMAGEAI_ADMIN_TOKEN=${adminToken}\n`);
}
