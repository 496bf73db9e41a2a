export { globalTeardown as default } from './dist/global-teardown.js';
