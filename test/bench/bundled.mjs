// Bundles one TypeScript program of the benchmarks, with what it imports of the tree, and prints where it lies.
// usage: node test/bench/bundled.mjs ENTRY OUTPUT
import { build } from 'esbuild';
import { common } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/tree.mjs';

const [entry, outfile] = process.argv.slice(2);
// TensorFlow.js declares the files that register its kernels free of side effects.
await build({ ...common, ignoreAnnotations: true, absWorkingDir: root, entryPoints: [entry], outfile });
process.stdout.write(`${outfile}\n`);
