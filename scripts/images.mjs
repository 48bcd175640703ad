// npm run images: builds the images of the function and the trainer into dist/images/, and says what they start from.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { root, runAsProgram } from './tree.mjs';
import { baseOf } from './images/base.mjs';
import { lastStage } from './images/dockerfile.mjs';
import { writeImage } from './images/image.mjs';
import { layer } from './images/layer.mjs';
import { layOut } from './images/program.mjs';

const usage = 'usage: npm run images -- [--base any|public|packages] [--out FOLDER] [function] [trainer]';

/** Every image: its name, and the Dockerfile that says what it is. */
export const images = {
  function: { name: 'crosstrain/function-crosstrain', dockerfile: 'function/Dockerfile' },
  trainer: { name: 'crosstrain/trainer', dockerfile: 'trainer-image/Dockerfile' },
};

/** The tag of everything that is made of this tree. */
export const tag = `v${JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version}`;

/**
 * Builds one image.
 * @param {keyof typeof images} program
 * @param {{wanted: 'any' | 'public' | 'packages', out: string}} options
 * @returns {Promise<{file: string, id: string, bytes: number, aboveBase: number, base: string, because: string}>}
 * `bytes`: of the archive, compressed; `aboveBase`: of the program's own layer, as it lies on a node's disk
 */
export async function buildImage(program, { wanted, out }) {
  const { name, dockerfile } = images[program];
  const { base: reference, copies, config } = lastStage(root + dockerfile);
  const base = await baseOf(reference, craneOnPath(), wanted);
  mkdirSync(out, { recursive: true });
  const draft = mkdtempSync(`${out}/.${program}-`);
  try {
    for (const { to } of copies) await layOut(program, `${draft}/tree${to}`);
    const own = await layer(`${draft}/tree`, `${draft}/layer.tar.gz`);
    const labelled = { ...config, Labels: { ...config.Labels, 'org.opencontainers.image.base.name': base.name } };
    const file = `${out}/${program}.tar`;
    const id = writeImage({ name: `${name}:${tag}`, base, layers: [own], config: labelled }, file);
    return {
      file,
      id,
      bytes: statSync(file).size,
      aboveBase: own.bytes,
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
  const programs = positionals.length > 0 ? positionals : Object.keys(images);
  const isKnown = programs.every((program) => program in images) && ['any', 'public', 'packages'].includes(values.base);
  if (!isKnown) throw new Error(usage);
  install('production');
  for (const program of programs) {
    const made = await buildImage(program, { wanted: values.base, out: values.out });
    const sizes = `${megabytes(made.bytes)} MB compressed, ${megabytes(made.aboveBase)} MB above its base on disk`;
    process.stdout.write(`${program}  ${made.file}\n  ${made.id}\n  ${sizes}\n`);
    process.stdout.write(`  on ${made.base}: ${made.because}\n`);
  }
});

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
