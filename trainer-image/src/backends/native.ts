import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import util, { types } from 'node:util';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import type { BackendStart } from './backend.ts';
import { thisMachine, whyNoGpu } from './gpu-preflight.ts';

/** The package that holds the addon. It brings its own TensorFlow.js, which shares backends and kernels with ours. */
const addonPackage = '@tensorflow/tfjs-node-gpu';

/** Where the addon's folder may be: beside the program in an image, in the tree for its bundle, and for its sources. */
const places = ['./native/', '../trainer-image/native/', '../../native/'];

/** What the addon's backend tells of itself. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** TensorFlow's own library, where it was built for this machine: `npm run build:native`. */
export async function startNative(): Promise<BackendStart> {
  const folder = places.map((place) => new URL(place, import.meta.url)).find(isBuilt);
  if (folder === undefined) return { isReady: false, reason: 'native TensorFlow not built: npm run build:native' };
  restoreUtil();
  try {
    createRequire(folder)(addonPackage);
  } catch (caught) {
    const [why] = (types.isNativeError(caught) ? caught.message : String(caught)).split('\n');
    return { isReady: false, reason: `native TensorFlow does not load: ${why}` };
  }
  if (!(await setBackend('tensorflow'))) return { isReady: false, reason: 'native TensorFlow does not start' };
  const { isUsingGpuDevice, binding } = backend() as unknown as NativeBackend;
  const started = {
    name: isUsingGpuDevice ? 'tensorflow-gpu' : 'tensorflow-cpu',
    title: `TensorFlow ${binding.TF_Version}`,
    device: isUsingGpuDevice ? 'GPU' : 'CPU',
    whyNoAccelerator: isUsingGpuDevice ? undefined : whyNoGpu(thisMachine()),
  } as const;
  return { isReady: true, backend: started };
}

function isBuilt(folder: URL): boolean {
  return existsSync(new URL(`node_modules/${addonPackage}/lib/napi-v8/tfjs_binding.node`, folder));
}

/**
 * Gives back what Node 23 took out of `util` and the addon's package still calls.
 * https://github.com/tensorflow/tfjs/pull/8425, merged and never released
 */
function restoreUtil(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  Object.assign(util, removed);
}
