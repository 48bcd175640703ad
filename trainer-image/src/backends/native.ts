import type { BackendStart } from './backend.ts';

/** TensorFlow's own library, where it was built for this machine. */
export async function startNative(): Promise<BackendStart> {
  return Promise.resolve({ isReady: false, reason: 'native TensorFlow not built: npm run build:native' });
}
