// TensorFlow's wheels that the addon is built against.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** One fixed wheel each, and so one hash, whatever Python runs pip: only its C and C++ libraries are used. */
export const wheels = {
  cpu: {
    requirement: 'tensorflow-cpu==2.21.0',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    megabytes: 274,
    needsCuda: false,
  },
  gpu: {
    requirement: 'tensorflow==2.21.0',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    megabytes: 572,
    needsCuda: true,
  },
};

/** Names what is unpacked for a variant, and so what lies in `deps/`, whose file `wheel` holds it. */
export function markOf(variant) {
  const digest = createHash('sha256').update(wheels[variant].sha256);
  for (const file of ['unpack-wheel.py', 'cuda-requirements.txt']) {
    digest.update(readFileSync(new URL(file, import.meta.url)));
  }
  return digest.digest('hex');
}
