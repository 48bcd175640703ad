import base from '../../jest.config.js';

/** The moto tier: started by run.sh, which starts the server. Its tests share it, so they run one after the other. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/moto'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
