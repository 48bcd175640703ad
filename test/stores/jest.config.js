import base from '../../jest.config.js';

/** The stores tier: started by run.sh, which installs the servers that it starts. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/stores'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
