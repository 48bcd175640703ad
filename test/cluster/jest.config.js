import base from '../../jest.config.js';

/** The cluster tier: started by run.sh, which brings up the stand. Its tests share it, so they run one after the other. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/node/'],
  maxWorkers: 1,
  testSequencer: '<rootDir>/test/cluster/sequence.mjs',
  testTimeout: 600_000,
};
