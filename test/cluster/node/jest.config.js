import base from '../../../jest.config.js';

const isFull = process.env.CROSSTRAIN_FULL === '1';

/** The node tier: started by run.sh, which brings up the stand with a node. Its tests share it, one after the other. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/cluster/node'],
  // Five minutes, the least that a budget may buy; the cluster tier sees such an end in every run, without real pods.
  // Python's TensorFlow takes a minute on two cores, and 1.6 GB.
  testPathIgnorePatterns: ['/node_modules/', ...(isFull ? [] : ['/budget.test.ts$', '/python-gang.test.ts$'])],
  maxWorkers: 1,
  testSequencer: '<rootDir>/test/cluster/sequence.mjs',
  testTimeout: 1_200_000,
};
