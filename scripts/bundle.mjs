// Makes one file of each program that the tree holds, dist/<name>.mjs, and skips those that are up to date.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { root, runAsProgram } from './tree.mjs';

/**
 * `beside`: what the program reads at run time, [folder, file name], copied flat into dist/.
 * `needs`: a package without which it is left out. `options`: what differs in bundling it.
 */
const programs = {
  function: { entry: 'function/main.ts', beside: [], options: {} },
  crosstrain: { entry: 'cli/main.ts', beside: [], options: {} },
  // Its packages stay packages: Temporal's SDK loads files beside itself, and npm start installs none of them.
  orchestrator: { entry: 'orchestrator/main.ts', beside: [], options: { packages: 'external' } },
  workflow: { entry: 'orchestrator/workflow.ts', beside: [], options: { packages: 'external' } },
  // Only where its packages are: npm start installs none of them, and the trainer says what it lacks when it needs one.
  stores: { entry: 'trainer-image/stores/main.ts', beside: [], needs: '@google-cloud/storage', options: {} },
  trainer: {
    entry: 'trainer-image/src/main.ts',
    beside: [
      ['node_modules/@tensorflow/tfjs-backend-wasm/dist', /\.wasm$/],
      ['trainer-image/src', /\.wasm$/],
      ['trainer-image/data', /./],
    ],
    options: {
      // Native modules, which the trainer loads only where they are installed.
      external: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', 'webgpu'],
      // TensorFlow.js declares the files that register its kernels free of side effects in the build that Node gets.
      ignoreAnnotations: true,
    },
  },
};

/** How every program is bundled. */
export const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'eof',
  loader: { '.csv': 'text', '.yaml': 'text', '.proto': 'text' },
  // CommonJS packages know their own folder; in one file that is the bundle's.
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  logLevel: 'warning',
  // CommonJS packages in an ES module need a require of their own.
  banner: {
    js: `import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);`,
  },
};

/** Bundles every program whose entry exists. The same sources give the same bytes, wherever the tree lies. */
export async function bundle() {
  mkdirSync(`${root}dist`, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    const canBe = existsSync(root + program.entry) && hasPackage(program.needs);
    if (canBe && !isUpToDate(name, program)) await bundleProgram(name, program);
  }
}

function hasPackage(name) {
  return name === undefined || existsSync(`${root}node_modules/${name}/package.json`);
}

async function bundleProgram(name, { entry, beside, options }) {
  // Imported here because an up-to-date tree needs no bundler: this import is half of a warm start.
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...common,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `dist/${name}.mjs`,
    write: false,
    metafile: true,
    ...options,
  });
  for (const file of outputFiles) writeWhole(file.path, file.contents);
  const copied = filesBeside(beside);
  for (const file of copied) {
    copyFileSync(root + file, `${root}dist/.${basename(file)}`);
    renameSync(`${root}dist/.${basename(file)}`, `${root}dist/${basename(file)}`);
  }
  const made = Object.fromEntries([...Object.keys(metafile.inputs), ...copied].map((file) => [file, stampOf(file)]));
  writeWhole(recordOf(name), JSON.stringify({ bundler: stampOf('scripts/bundle.mjs'), beside: copied, inputs: made }));
}

function isUpToDate(name, { beside }) {
  if (!existsSync(`${root}dist/${name}.mjs`) || !existsSync(recordOf(name))) return false;
  const record = JSON.parse(readFileSync(recordOf(name), 'utf8'));
  return (
    record.bundler === stampOf('scripts/bundle.mjs') &&
    record.beside.join() === filesBeside(beside).join() &&
    record.beside.every((file) => existsSync(`${root}dist/${basename(file)}`)) &&
    Object.entries(record.inputs).every(([file, stamp]) => stampOf(file) === stamp)
  );
}

function filesBeside(beside) {
  return beside
    .filter(([folder]) => existsSync(root + folder))
    .flatMap(([folder, name]) =>
      readdirSync(root + folder)
        .filter((file) => name.test(file) && statSync(`${root}${folder}/${file}`).isFile())
        .map((file) => `${folder}/${file}`)
        .sort(),
    );
}

function stampOf(file) {
  const stat = statSync(root + file, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.mtimeMs} ${stat.size}`;
}

function recordOf(name) {
  return `${root}dist/.${name}.json`;
}

/** Writes so that whoever reads at the same time sees the old file or the new one, never half of it. */
function writeWhole(path, contents) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

await runAsProgram(import.meta.url, bundle);
