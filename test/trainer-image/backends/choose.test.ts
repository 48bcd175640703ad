import { expect, test } from '@jest/globals';
import type { Backend, BackendStart } from '../../../trainer-image/src/backends/backend.ts';
import { chooseBackend, type Starters, type Wish } from '../../../trainer-image/src/backends/choose.ts';

const wasm: Backend = { name: 'wasm', title: 'WASM', device: 'SIMD', whyNoAccelerator: 'WASM has none' };
const cpu: Backend = { name: 'cpu', title: 'JavaScript', device: '1 thread', whyNoAccelerator: 'JavaScript has none' };
const gpu: Backend = { name: 'tensorflow-gpu', title: 'TensorFlow', device: 'GPU', whyNoAccelerator: undefined };
const noGpu: Backend = {
  name: 'tensorflow-cpu',
  title: 'TensorFlow',
  device: 'CPU',
  whyNoAccelerator: 'libcuda.so.1 is missing',
};

const ready = (backend: Backend): BackendStart => ({ isReady: true, backend });
const notBuilt: BackendStart = { isReady: false, reason: 'native TensorFlow not built' };

/** Backends that start as told, and the names of those that were started. */
function machine(native: BackendStart, started: string[]): Starters {
  const starter = (name: string, start: BackendStart) => () => {
    started.push(name);
    return Promise.resolve(start);
  };
  return { native: starter('native', native), wasm: starter('wasm', ready(wasm)), cpu: starter('cpu', ready(cpu)) };
}

const auto: Wish = { backend: 'auto', isAcceleratorRequired: false };
const required: Wish = { backend: 'auto', isAcceleratorRequired: true };

const chosen = [
  {
    reason: 'native TensorFlow is the best, and nothing else is started',
    wish: auto,
    native: ready(noGpu),
    started: ['native'],
    expected: { backend: noGpu, passedOver: [] },
  },
  {
    reason: 'without it WASM is taken, and the reason is kept',
    wish: auto,
    native: notBuilt,
    started: ['native', 'wasm'],
    expected: { backend: wasm, passedOver: ['native TensorFlow not built'] },
  },
  {
    reason: 'a required accelerator is there',
    wish: required,
    native: ready(gpu),
    started: ['native'],
    expected: { backend: gpu, passedOver: [] },
  },
  {
    reason: 'plain JavaScript is taken only when asked for',
    wish: { ...auto, backend: 'cpu' } as const,
    native: ready(gpu),
    started: ['cpu'],
    expected: { backend: cpu, passedOver: [] },
  },
];

test.each(chosen)('$reason', async ({ wish, native, started, expected }) => {
  const seen: string[] = [];
  expect(await chooseBackend(wish, machine(native, seen))).toEqual(expected);
  expect(seen).toEqual(started);
});

const refused = [
  {
    reason: 'a required accelerator is missing, with every reason why',
    wish: required,
    native: ready(noGpu),
    error: {
      reason: 'acceleratorUnavailable',
      message: 'cannot train on an accelerator, and one is required: libcuda.so.1 is missing; WASM has none',
    },
  },
  {
    reason: 'the backend that was asked for does not start',
    wish: { ...auto, backend: 'native' } as const,
    native: notBuilt,
    error: { reason: 'configuration', message: 'cannot start a backend: native TensorFlow not built' },
  },
];

test.each(refused)('refused where $reason', async ({ wish, native, error }) => {
  await expect(chooseBackend(wish, machine(native, []))).rejects.toMatchObject(error);
});
