import type { Plan } from '../../trainer-image/src/protocol.ts';

/** What the training thread says that it will train, in tests of what is done with it. */
export const plan: Plan = {
  recipe: 'digits-cnn',
  hyperparameters: { epochs: 10, batchSize: 32, seed: 1 },
  dataDigest: 'd1',
  goal: { metric: 'accuracy', atLeast: 0.97 },
  examples: 1437,
  testExamples: 360,
  epochs: 10,
  batchSize: 32,
  totalSteps: 440,
  skipped: [],
  backend: {
    name: 'wasm',
    title: 'WASM',
    device: 'SIMD, 1 thread',
    whyNoAccelerator: 'WASM computes on the processor only',
  },
  passedOver: ['native TensorFlow not built: npm run build:native'],
};
