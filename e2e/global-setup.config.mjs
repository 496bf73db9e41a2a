// Jest wants a default export of a module that it can load as it is.
export { globalSetup as default } from './dist/global-setup.js';
