import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import util, { types } from 'node:util';
import { setBackend } from '@tensorflow/tfjs-core';
import { registerNativeGradients } from '../kernels/native-gradients.ts';
import type { BackendStart } from './backend.ts';
import { thisMachine, whyNoGpu } from './gpu-preflight.ts';
import { nativeBackend, nativeBackendName } from './native-backend.ts';

/** The package that holds the addon. It brings its own TensorFlow.js, which shares backends and kernels with ours. */
const addonPackage = '@tensorflow/tfjs-node-gpu';

/** Where the addon's folder may be: beside the program in an image, in the tree for its bundle, and for its sources. */
const places = ['./native/', '../trainer-image/native/', '../../native/'];

/** TensorFlow's own library, where it was built for this machine: `npm run build:native`. */
export async function startNative(): Promise<BackendStart> {
  const folder = places.map((place) => new URL(place, import.meta.url)).find(isBuilt);
  if (folder === undefined) return { isReady: false, reason: 'native TensorFlow not built: npm run build:native' };
  const libraries = new URL(`node_modules/${addonPackage}/deps/`, folder);
  restoreUtil();
  try {
    keepMapped(new URL('lib/libtensorflow_cc.so.2', libraries));
    createRequire(new URL('package.json', folder))(addonPackage);
  } catch (caught) {
    const [why] = (types.isNativeError(caught) ? caught.message : String(caught)).split('\n');
    return { isReady: false, reason: `native TensorFlow does not load: ${why}` };
  }
  if (!(await setBackend(nativeBackendName))) return { isReady: false, reason: 'native TensorFlow does not start' };
  registerNativeGradients();
  const { isUsingGpuDevice, binding } = nativeBackend();
  const started = {
    name: isUsingGpuDevice ? 'tensorflow-gpu' : 'tensorflow-cpu',
    title: `TensorFlow ${binding.TF_Version}`,
    device: isUsingGpuDevice ? 'GPU' : 'CPU',
    whyNoAccelerator: isUsingGpuDevice ? undefined : whyNoGpu(thisMachine(fileURLToPath(libraries))),
  } as const;
  return { isReady: true, backend: started };
}

function isBuilt(folder: URL): boolean {
  return existsSync(new URL(`node_modules/${addonPackage}/lib/napi-v8/tfjs_binding.node`, folder));
}

/** `RTLD_NODELETE` of Linux' dynamic linker, which Node does not name. */
const noDelete = 0x1000;

/**
 * Loads a library for as long as the process lives. Node unloads a thread's addons with the thread, and TensorFlow's library
 * with its addon; but the process calls at its end what the library asked for, and dies of SIGSEGV where it is gone.
 */
function keepMapped(library: URL): void {
  try {
    process.dlopen({ exports: {} }, fileURLToPath(library), constants.dlopen.RTLD_LAZY | noDelete);
  } catch (caught) {
    // It is no addon, and Node says so after it loaded it.
    if (!types.isNativeError(caught) || !caught.message.includes('self-register')) throw caught;
  }
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
