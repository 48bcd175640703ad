import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { types } from 'node:util';

/** What TensorFlow opens of NVIDIA's driver before it looks for a device. */
const driverLibraries = ['libcuda.so.1', 'libnvidia-ml.so.1'];

/** What TensorFlow 2.21 opens of CUDA 12 at its start; one missing, and it goes on without a GPU, naming none. */
const cudaLibraries = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcusolver.so.11',
  'libcusparse.so.12',
  'libcudnn.so.9',
];

/** What is asked of the machine. */
interface Machine {
  /** Whether the dynamic linker finds and opens a library. */
  readonly opens: (library: string) => boolean;
  /** Names in `/dev`. */
  readonly devices: readonly string[];
}

/**
 * This machine.
 * @param libraries the folder that may hold `nvidia/<package>/lib`, where TensorFlow's library looks before the system's places
 */
export function thisMachine(libraries: string): Machine {
  const nvidia = join(libraries, 'nvidia');
  const folders = existsSync(nvidia) ? readdirSync(nvidia).map((name) => join(nvidia, name, 'lib')) : [];
  return {
    opens: (library) => opens(folders.map((folder) => join(folder, library)).find(existsSync) ?? library),
    devices: process.platform === 'linux' ? readdirSync('/dev') : [],
  };
}

/** Why TensorFlow sees no GPU, as a clause that names what is missing. */
export function whyNoGpu({ opens: opensLibrary, devices }: Machine): string {
  const missingDriver = driverLibraries.filter((library) => !opensLibrary(library));
  if (missingDriver.length > 0) return `no NVIDIA driver: ${missingDriver.join(', ')} cannot be opened`;
  if (!devices.some((name) => /^nvidia\d+$/.test(name))) return 'no NVIDIA device in /dev';
  const missingCuda = cudaLibraries.filter((library) => !opensLibrary(library));
  if (missingCuda.length > 0) return `CUDA is not complete: ${missingCuda.join(', ')} cannot be opened`;
  return 'TensorFlow sees no GPU, though driver, CUDA and a device are there: is it in CUDA_VISIBLE_DEVICES?';
}

/** Node opens any library, and then complains that it is no addon: that complaint is the answer. */
function opens(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (caught) {
    return types.isNativeError(caught) && caught.message.includes('self-register');
  }
}
