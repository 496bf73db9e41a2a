import shared from '../jest.config.mjs';

// One after the other: all specs talk to one running stack, and some of them kill parts of it.
const [{ transform, moduleNameMapper, extensionsToTreatAsEsm }] = shared.projects;

export default {
  displayName: 'e2e',
  testEnvironment: 'node',
  extensionsToTreatAsEsm,
  moduleNameMapper,
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
  maxWorkers: 1,
  testTimeout: 120_000,
  globalSetup: '<rootDir>/global-setup.config.mjs',
  globalTeardown: '<rootDir>/global-teardown.config.mjs',
};
