// npm run images: builds the images of the function, the trainer and the orchestrator into dist/images/, and says what they start from.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { root, runAsProgram } from './tree.mjs';
import { baseOf } from './images/base.mjs';
import { readStage } from './images/dockerfile.mjs';
import { writeImage } from './images/image.mjs';
import { cachedLayer, layer } from './images/layer.mjs';
import { layOutNative, nativeKey } from './images/native.mjs';
import { layOut } from './images/program.mjs';

const usage = `usage: npm run images -- [--base any|public|packages] [--out FOLDER] [IMAGE...]
  IMAGE: function, trainer (both by default), orchestrator, trainer-cpu, trainer-gpu`;

/** Every image: its program, its name, and what says what it is. Those of native TensorFlow take a compiler and minutes. */
export const images = {
  function: {
    program: 'function',
    name: 'crosstrain/function-crosstrain',
    suffix: '',
    dockerfile: 'function/Dockerfile',
  },
  trainer: { program: 'trainer', name: 'crosstrain/trainer', suffix: '', dockerfile: 'trainer-image/Dockerfile' },
  orchestrator: {
    program: 'orchestrator',
    name: 'crosstrain/orchestrator',
    suffix: '',
    dockerfile: 'orchestrator/Dockerfile',
  },
  'trainer-cpu': {
    program: 'trainer',
    name: 'crosstrain/trainer',
    suffix: '-cpu',
    dockerfile: 'trainer-image/Dockerfile',
    target: 'cpu',
  },
  'trainer-gpu': {
    program: 'trainer',
    name: 'crosstrain/trainer',
    suffix: '-gpu',
    dockerfile: 'trainer-image/Dockerfile',
    target: 'gpu',
  },
};

/** How the layer of each stage that an image copies from is made. */
const stages = {
  async build(program, { to, draft }) {
    await layOut(program, `${draft}/${program}${to}`);
    return layer(`${draft}/${program}`, `${draft}/${program}.tar.gz`);
  },
  'native-cpu': (_, { to }) => nativeLayer('cpu', to),
  'native-gpu': (_, { to }) => nativeLayer('gpu', to),
};

function nativeLayer(variant, to) {
  return cachedLayer(`layer-${variant}-${nativeKey(variant)}`, (tree) => layOutNative(variant, tree + to));
}

/** The tag of everything that is made of this tree. */
export const tag = `v${JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version}`;

/**
 * Builds one image.
 * @param {keyof typeof images} image
 * @param {{wanted: 'any' | 'public' | 'packages', out: string}} options
 * @returns {Promise<{file: string, id: string, bytes: number, aboveBase: number, base: string, because: string}>}
 * `bytes`: of the archive, compressed; `aboveBase`: of the layers above the base, as they lie on a node's disk
 */
export async function buildImage(image, { wanted, out }) {
  const { program, name, suffix, dockerfile, target } = images[image];
  const { base: reference, copies, config } = readStage(root + dockerfile, target);
  const base = await baseOf(reference, craneOnPath(), wanted);
  mkdirSync(out, { recursive: true });
  const draft = mkdtempSync(`${out}/.${image}-`);
  try {
    const layers = [];
    for (const { stage, to } of copies) layers.push(await stages[stage](program, { to, draft }));
    const labelled = { ...config, Labels: { ...config.Labels, 'org.opencontainers.image.base.name': base.name } };
    const file = `${out}/${image}.tar`;
    const id = writeImage({ name: `${name}:${tag}${suffix}`, base, layers, config: labelled }, file);
    return {
      file,
      id,
      bytes: statSync(file).size,
      aboveBase: layers.reduce((sum, { bytes }) => sum + bytes, 0),
      base: base.name,
      because: base.because,
    };
  } finally {
    rmSync(draft, { recursive: true });
  }
}

/** Where crane is, if anywhere: `CRANE`, or the PATH. */
function craneOnPath() {
  const crane = process.env.CRANE ?? 'crane';
  return spawnSync(crane, ['version']).status === 0 ? crane : undefined;
}

await runAsProgram(import.meta.url, async () => {
  // Folders that are made here go into layers with their modes.
  process.umask(0o022);
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { base: { type: 'string', default: 'any' }, out: { type: 'string', default: `${root}dist/images` } },
  });
  const wanted = positionals.length > 0 ? positionals : ['function', 'trainer'];
  const isKnown = wanted.every((image) => image in images) && ['any', 'public', 'packages'].includes(values.base);
  if (!isKnown) throw new Error(usage);
  install('all');
  for (const image of wanted) {
    const made = await buildImage(image, { wanted: values.base, out: values.out });
    const sizes = `${megabytes(made.bytes)} MB compressed, ${megabytes(made.aboveBase)} MB above its base on disk`;
    process.stdout.write(`${image}  ${made.file}\n  ${made.id}\n  ${sizes}\n`);
    process.stdout.write(`  on ${made.base}: ${made.because}\n`);
  }
});

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
