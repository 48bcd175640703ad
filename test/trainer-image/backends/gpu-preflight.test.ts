import { expect, test } from '@jest/globals';
import { whyNoGpu } from '../../../trainer-image/src/backends/gpu-preflight.ts';

const cases = [
  {
    reason: 'no driver',
    missing: ['libcuda.so.1', 'libnvidia-ml.so.1', 'libcudart.so.12'],
    devices: [],
    says: 'no NVIDIA driver: libcuda.so.1, libnvidia-ml.so.1 cannot be opened',
  },
  {
    reason: 'a container that was given half of the driver, of which TensorFlow says nothing',
    missing: ['libnvidia-ml.so.1'],
    devices: ['nvidia0'],
    says: 'no NVIDIA driver: libnvidia-ml.so.1 cannot be opened',
  },
  {
    reason: 'no device, though there is a driver',
    missing: [],
    devices: ['null', 'nvidiactl', 'nvidia-uvm'],
    says: 'no NVIDIA device in /dev',
  },
  {
    reason: 'a library of CUDA is missing, which TensorFlow does not name',
    missing: ['libcusolver.so.11'],
    devices: ['nvidia0'],
    says: 'CUDA is not complete: libcusolver.so.11 cannot be opened',
  },
  {
    reason: 'all is there',
    missing: [],
    devices: ['nvidia0'],
    says: 'TensorFlow sees no GPU, though driver, CUDA and a device are there: is it in CUDA_VISIBLE_DEVICES?',
  },
];

test.each(cases)('$reason', ({ missing, devices, says }) => {
  expect(whyNoGpu({ opens: (library) => !missing.includes(library), devices })).toBe(says);
});
