import base from '../../../jest.config.js';

/** The node tier: started by run.sh, which brings up the stand with a node. Its tests share it, one after the other. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/cluster/node'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testSequencer: '<rootDir>/test/cluster/node/sequence.mjs',
  testTimeout: 1_200_000,
};
