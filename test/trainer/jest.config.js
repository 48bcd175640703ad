import base from '../../jest.config.js';

/** The trainer tier: what needs TensorFlow's own library or Python; started by run.sh, which provides both. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/trainer', '<rootDir>/test/trainer-image'],
  testMatch: [
    '<rootDir>/test/trainer/**/*.test.ts',
    '<rootDir>/test/trainer-image/{backends,export,trace}/**/*.test.ts',
    '<rootDir>/test/trainer-image/killed.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  // Trainings compare their speed with the clock: one after the other.
  maxWorkers: 1,
};
