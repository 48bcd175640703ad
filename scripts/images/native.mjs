// Lays out TensorFlow's addon and libraries as the trainer's images hold them: no package folder, no headers, no symbols.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { lstatSync, writeFileSync } from 'node:fs';
import { markOf, wheels } from '../../trainer-image/native/wheels.mjs';
import { root, runAsProgram } from '../tree.mjs';
import { cacheFolder } from './layer.mjs';
import { billOf } from './sbom.mjs';

const sources = `${root}trainer-image/native/`;
const addonPackage = 'node_modules/@tensorflow/tfjs-node-gpu';
/** What makes a built addon and its libraries the same. */
const recipe = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'build.mjs',
  'wheels.mjs',
  'unpack-wheel.py',
  'cuda-requirements.txt',
];

/** Names all that a variant's layer is made of. */
export function nativeKey(variant) {
  const digest = createHash('sha256').update(variant);
  for (const file of [...recipe.map((name) => sources + name), new URL(import.meta.url)]) {
    digest.update(readFileSync(file));
  }
  return digest.digest('hex').slice(0, 12);
}

/**
 * Builds the addon where it is not built yet, and lays it out.
 * @param {'cpu' | 'gpu'} variant
 * @param {string} folder
 */
export async function layOutNative(variant, folder) {
  const built = builtNative(variant);
  const from = `${built}${addonPackage}`;
  const to = `${folder}/${addonPackage}`;
  mkdirSync(`${to}/lib/napi-v8`, { recursive: true });
  copyFileSync(`${from}/package.json`, `${to}/package.json`);
  copyFileSync(`${from}/lib/napi-v8/tfjs_binding.node`, `${to}/lib/napi-v8/tfjs_binding.node`);
  const inputs = await bundlePackage(from, `${to}/dist/index.js`);
  mkdirSync(`${to}/deps/lib`, { recursive: true });
  const { lib, licences } = librariesIn(`${from}/deps`);
  for (const name of lib) {
    run('strip', ['--strip-unneeded', '-o', `${to}/deps/lib/${name}`, `${from}/deps/lib/${name}`]);
  }
  for (const name of licences) copyFileSync(`${from}/deps/${name}`, `${to}/deps/${name}`);
  if (variant === 'gpu') layOutCuda(`${from}/deps/nvidia`, `${to}/deps/nvidia`);
  writeFileSync(
    `${folder}/sbom.cdx.json`,
    billOf({ program: `native-${variant}`, inputs, lockfile: built, more: librariesOf(variant) }),
  );
  readable(folder);
}

/** The folder where a variant is built: the clone's own where it is that variant, else one in the user's cache. */
function builtNative(variant) {
  const wheel = `${sources}${addonPackage}/deps/wheel`;
  if (existsSync(wheel) && readFileSync(wheel, 'utf8') === markOf(variant)) return sources;
  const made = `${cacheFolder}native-${variant}-${nativeKey(variant)}/`;
  mkdirSync(made, { recursive: true });
  for (const name of recipe) copyFileSync(sources + name, made + name);
  run(process.execPath, [`${made}build.mjs`, variant]);
  return made;
}

function librariesIn(deps) {
  const named = (folder, pattern) => readdirSync(folder).filter((name) => pattern.test(name));
  return { lib: named(`${deps}/lib`, /\.so\.2$/), licences: named(deps, /^(LICENSE|THIRD_PARTY_NOTICES)/) };
}

/** The package as one file that looks for its addon beside itself; returns what it is made of. */
async function bundlePackage(from, outfile) {
  const { build } = await import('esbuild');
  const finder = `exports.find = () => require('node:path').join(__dirname, '../lib/napi-v8/tfjs_binding.node');`;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`${from}/dist/index.js`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'eof',
    // Its build for Node says falsely that registering kernels has no effect.
    ignoreAnnotations: true,
    metafile: true,
    logLevel: 'error',
    plugins: [
      {
        name: 'addon-beside',
        setup(bundler) {
          bundler.onResolve({ filter: /^@mapbox\/node-pre-gyp$/ }, () => ({
            path: 'finder',
            namespace: 'addon-beside',
          }));
          bundler.onLoad({ filter: /./, namespace: 'addon-beside' }, () => ({ contents: finder }));
        },
      },
    ],
  });
  return Object.keys(metafile.inputs);
}

/** NVIDIA's libraries with their licences, without headers, Python and what TensorFlow never opens. */
function layOutCuda(from, to) {
  const unneeded = /^(libcusolverMg|libnvblas|libcufftw)|\.alt\.so\./;
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => {
      if (lstatSync(path).isDirectory()) return !/\/(include|bin|__pycache__|pkgconfig|cmake)$/.test(path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      return /^licen[cs]e/i.test(name) || (/\.so\./.test(name) && !unneeded.test(name));
    },
  });
}

/** What is not from npm, as components of a bill of materials. */
function librariesOf(variant) {
  const { requirement, needsCuda } = wheels[variant];
  const cuda = needsCuda ? readFileSync(`${sources}cuda-requirements.txt`, 'utf8').match(/^[\w-]+==[\w.]+/gm) : [];
  return [requirement, ...cuda].map((one) => {
    const [name, version] = one.split('==');
    return { type: 'library', 'bom-ref': `${name}@${version}`, name, version, purl: `pkg:pypi/${name}@${version}` };
  });
}

/** Read by whatever user the pod runs as, written by none. */
function readable(folder) {
  for (const name of ['', ...readdirSync(folder, { recursive: true })]) {
    const path = `${folder}/${name}`;
    const stat = lstatSync(path);
    if (!stat.isSymbolicLink()) chmodSync(path, stat.isDirectory() ? 0o755 : 0o444);
  }
}

function run(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw new Error(`cannot lay out native TensorFlow: ${program} does not start: ${error.message}`);
  if (status !== 0) throw new Error(`cannot lay out native TensorFlow: ${program} failed, its reason is above`);
}

await runAsProgram(import.meta.url, () => {
  const [variant, folder] = process.argv.slice(2);
  if (!['cpu', 'gpu'].includes(variant) || folder === undefined) {
    throw new Error('usage: node scripts/images/native.mjs cpu|gpu FOLDER');
  }
  return layOutNative(variant, folder);
});
