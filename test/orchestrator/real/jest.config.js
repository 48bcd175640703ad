import base from '../../../jest.config.js';

/** The orchestrator tier: started by run.sh, which sets the path of the real server. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/orchestrator/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
