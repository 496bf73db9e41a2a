export { type FileOptions, filesOf } from './files.js';
export { completed, type Secrets } from './secrets.js';
