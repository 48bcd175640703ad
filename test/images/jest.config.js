import base from '../../jest.config.js';

/** The image tier: started by run.sh, which builds the images. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/images'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 180_000,
};
