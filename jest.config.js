export default {
  testEnvironment: 'node',
  // A busy machine is no failure: what waits for the disk may take its time.
  testTimeout: 60_000,
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts', '.csv', '.yaml', '.proto'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023', experimental: { keepImportAttributes: true } } },
    ],
    '\\.(csv|yaml|proto)$': '<rootDir>/scripts/jest-text.mjs',
  },
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/engine/',
    '<rootDir>/test/trainer/',
    '<rootDir>/test/cluster/',
    '<rootDir>/test/images/',
    '<rootDir>/test/moto/',
    '<rootDir>/test/orchestrator/real/',
    '<rootDir>/test/stores/',
  ],
};
