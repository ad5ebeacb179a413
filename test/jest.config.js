/** Two projects: everything on SQLite, and everything that touches a database on PostgreSQL as well. */
import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('..', import.meta.url));
/** @param {{ tsx: boolean }} syntax */
const compiled = ({ tsx }) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true, tsx },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        react: { runtime: 'automatic', importSource: 'preact' },
      },
      keepClassNames: true,
    },
    module: { type: 'es6' },
  },
];
const common = {
  rootDir,
  testEnvironment: '<rootDir>/test/support/kept-environment.cjs',
  runtime: '<rootDir>/test/support/kept-runtime.cjs',
  setupFiles: ['<rootDir>/test/support/graphql-as-in-production.js'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': compiled({ tsx: false }), '^.+\\.tsx$': compiled({ tsx: true }) },
};

export default {
  rootDir,
  testTimeout: 30_000,
  // Most of the work is waiting for a database.
  maxWorkers: '100%',
  // Each file leaves some of itself behind: past this a worker spends its time on that.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/support/databases-reporter.js'],
  projects: [
    {
      ...common,
      displayName: 'sqlite',
      globals: { TEST_DATABASE: 'sqlite' },
      testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.postgres\\.spec\\.ts$'],
      globalSetup: '<rootDir>/test/support/start-sqlite.js',
      globalTeardown: '<rootDir>/test/support/stop-sqlite.js',
    },
    {
      ...common,
      displayName: 'postgres',
      globals: { TEST_DATABASE: 'postgres' },
      testMatch: ['<rootDir>/test/{api,medium,races,faults,oracle}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.sqlite\\.spec\\.ts$'],
      globalSetup: '<rootDir>/test/support/start-postgres.js',
      globalTeardown: '<rootDir>/test/support/stop-postgres.js',
    },
  ],
};
