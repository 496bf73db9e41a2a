import { fileURLToPath } from 'node:url';

// One configuration for every package: run from a package's folder with `--rootDir .`.
// NestJS 12 is ESM only and injects by decorator metadata, which swc emits and esbuild does not.
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: fileURLToPath(new URL('./tools/jest/global-setup.config.mjs', import.meta.url)),
  globalTeardown: fileURLToPath(new URL('./tools/jest/global-teardown.config.mjs', import.meta.url)),
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

export default {
  maxWorkers: 2,
  // No test is about speed: on a busy machine even the start of a server takes seconds.
  testTimeout: 60_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/test/**/*.int-spec.ts'] },
  ],
};
