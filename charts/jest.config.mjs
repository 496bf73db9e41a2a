import shared from '../jest.config.mjs';

const [{ transform, moduleNameMapper, extensionsToTreatAsEsm }] = shared.projects;

export default {
  displayName: 'charts',
  testEnvironment: 'node',
  extensionsToTreatAsEsm,
  moduleNameMapper,
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testMatch: ['<rootDir>/test/**/*.chart-spec.ts'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
