import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@jest/globals';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { startNative } from '../../trainer-image/src/backends/native.ts';

const addon = 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node';

/** Whether `npm run build:native` was run. */
export const isNativeBuilt = existsSync(fileURLToPath(new URL(`../../trainer-image/native/${addon}`, import.meta.url)));

/** A test that needs TensorFlow's own library: skipped where it was not built. The tier `trainer` builds it. */
export const testNative = isNativeBuilt ? test : test.skip;

/** Sets the native backend, as the trainer does, where it was built; call it in `beforeAll`. */
export async function useNative(): Promise<void> {
  if (!isNativeBuilt) return;
  enableProdMode();
  const start = await startNative();
  if (!start.isReady) throw new Error(`cannot test on native TensorFlow: ${start.reason}`);
}
