import { enableProdMode } from '@tensorflow/tfjs-core';
import { startWasm } from '../../trainer-image/src/backends/wasm.ts';

/** Sets the WASM backend with our kernels, as the trainer does; call it in `beforeAll`. */
export async function useWasm(): Promise<void> {
  enableProdMode();
  const start = await startWasm();
  if (!start.isReady) throw new Error(`cannot test on WASM: ${start.reason}`);
}
