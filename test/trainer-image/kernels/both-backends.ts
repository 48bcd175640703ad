import '@tensorflow/tfjs-backend-cpu';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { registerWasmKernels } from '../../../trainer-image/src/kernels/table.ts';

/**
 * How far a WASM kernel may be from the plain CPU backend, per element: float32 sums of up to about a thousand products
 * of numbers below 1, added in another order.
 */
const tolerance = 1e-4;

/** A tensor as a property test draws it. */
export interface Drawn {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Prepares the two backends that a kernel is compared on; call it in `beforeAll`. */
export async function startBackends(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(wasm), 'wasm-out/'));
  registerWasmKernels();
  tf.env().set('IS_TEST', true);
  await tf.setBackend('cpu');
  if (!(await tf.setBackend('wasm'))) throw new Error('cannot test kernels: the WASM backend does not start');
}

/** Draws the numbers of a tensor of a given shape, between -1 and 1, float32 exactly. */
export function tensorOf(shape: readonly number[]): fc.Arbitrary<Drawn> {
  const size = shape.reduce((product, length) => product * length, 1);
  const value = fc.integer({ min: -128, max: 128 }).map((n) => n / 128);
  return fc.array(value, { minLength: size, maxLength: size }).map((values) => ({ shape, values }));
}

/** Runs one kernel by its registered name, as a gradient function does. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);
}

/** Runs the same computation on both backends: same shape, same numbers within the tolerance, nothing left on the heap. */
export function expectSameOnBoth(inputs: readonly Drawn[], compute: (tensors: tf.Tensor[]) => tf.Tensor): void {
  const expected = runOn('cpu', inputs, compute);
  const actual = runOn('wasm', inputs, compute);
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const worst = expected.values.reduce((most, value, i) => Math.max(most, Math.abs(value - actual.values[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
  expect(actual.leaked).toBe(0);
}

function runOn(backend: string, inputs: readonly Drawn[], compute: (tensors: tf.Tensor[]) => tf.Tensor) {
  if (tf.getBackend() !== backend) void tf.engine().setBackend(backend);
  const before = tf.engine().backend.numDataIds();
  const tensors = inputs.map(({ shape, values }) => tf.tensor([...values], [...shape]));
  const result = tf.tidy(() => compute(tensors));
  const values = Array.from(result.dataSync());
  tf.dispose([...tensors, result]);
  const leaked = tf.engine().backend.numDataIds() - before;
  return { shape: result.shape, dtype: result.dtype, values, leaked };
}
