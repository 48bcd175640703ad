import base from '../../jest.config.js';

/** The engine tier: started by run.sh, which sets the paths of the real programs. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/engine'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
