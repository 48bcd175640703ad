import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { assetPath } from '../assets.ts';
import { registerWasmKernels } from '../kernels/table.ts';
import type { BackendStart } from './backend.ts';

const binary = '../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm';

/** WebAssembly with our training kernels: works wherever Node does, on one core. */
export async function startWasm(): Promise<BackendStart> {
  setWasmPaths(dirname(assetPath(binary)) + sep);
  registerWasmKernels();
  if (!(await setBackend('wasm'))) return { isReady: false, reason: 'WASM does not start' };
  const hasSimd = await env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const backend = {
    name: 'wasm',
    title: 'WASM',
    // Threads do not work in Node: https://github.com/tensorflow/tfjs/issues/3830
    device: hasSimd ? 'SIMD, 1 thread' : 'no SIMD, 1 thread',
    whyNoAccelerator: 'WASM computes on the processor only',
  } as const;
  return { isReady: true, backend };
}
