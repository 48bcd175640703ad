import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendStart } from './backend.ts';

/** Plain JavaScript: 50 times slower than WASM on a convolution. For comparison, and only when asked for. */
export async function startCpu(): Promise<BackendStart> {
  if (!(await setBackend('cpu'))) return { isReady: false, reason: 'plain JavaScript does not start' };
  const backend = {
    name: 'cpu',
    title: 'plain JavaScript',
    device: '1 thread',
    whyNoAccelerator: 'plain JavaScript computes on the processor only',
  } as const;
  return { isReady: true, backend };
}
