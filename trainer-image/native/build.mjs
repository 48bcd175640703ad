// npm run build:native [-- gpu]: builds TensorFlow's addon from its package's own sources, against the library of TensorFlow's
// Python wheel: that for processors, or that for NVIDIA's GPUs with the CUDA libraries it opens.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markOf, wheels } from './wheels.mjs';

const usage =
  'usage: node trainer-image/native/build.mjs [cpu | gpu]; without a word what was built stays, cpu at first';

const folder = fileURLToPath(new URL('.', import.meta.url));
const modules = join(folder, 'node_modules');
const addonPackage = join(modules, '@tensorflow', 'tfjs-node-gpu');

/** What pip is told, so that it takes these wheels and no others. */
const tags = ['--python-version=3.11', '--implementation=cp', '--abi=cp311', '--platform=manylinux_2_27_x86_64'];

/** Node-API's version, whose folder the package looks for the addon in. */
const napi = 8;

try {
  const variant = variantOf(process.argv[2]);
  checkMachine();
  installPackage();
  fetchLibrary(variant);
  compileAddon();
  say(`native TensorFlow is built: the trainer takes it from now on (${wheels[variant].requirement})`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** What is asked for, else what is there, else the processor's. */
function variantOf(asked) {
  const there = contentOf(join(addonPackage, 'deps', 'wheel'));
  const built = Object.keys(wheels).find((name) => markOf(name) === there);
  const variant = asked ?? built ?? 'cpu';
  if (!(variant in wheels)) throw new Error(`cannot build native TensorFlow for ${variant}: ${usage}`);
  return variant;
}

function checkMachine() {
  const machine = `${process.platform}-${process.arch}`;
  if (machine !== 'linux-x64') {
    throw new Error(`cannot build native TensorFlow on ${machine}: its library is fetched for linux-x64 only`);
  }
  const tools = { 'python3 -m pip': ['python3', '-m', 'pip', '--version'], 'g++': ['g++', '--version'] };
  const missing = Object.entries(tools).filter(([, [tool, ...args]]) => spawnSync(tool, args).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(' and ');
  throw new Error(`cannot build native TensorFlow: ${names} must work; on Debian: apt-get install g++ python3-pip`);
}

/** The package's sources and Node's headers, by this folder's own lockfile; its install script never runs. */
function installPackage() {
  const lockfile = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const mark = join(modules, '.crosstrain-install');
  if (contentOf(mark) === lockfile) return;
  say('installing the package of the addon (300 MB) …');
  run('npm', ['ci', '--loglevel=error'], { cwd: folder });
  writeFileSync(mark, lockfile);
}

/** `libtensorflow` and its C headers, out of the wheel into the package's `deps/`; for GPUs CUDA's libraries beside them. */
function fetchLibrary(variant) {
  const wheel = wheels[variant];
  const deps = join(addonPackage, 'deps');
  const mark = join(deps, 'wheel');
  if (contentOf(mark) === markOf(variant)) return;
  say(`fetching ${wheel.requirement} (${wheel.megabytes} MB) …`);
  const scratch = mkdtempSync(join(tmpdir(), 'crosstrain-wheel-'));
  try {
    const requirements = join(scratch, 'requirements.txt');
    writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    pip('download', tags, ['--dest', scratch, '--requirement', requirements]);
    const file = readdirSync(scratch).find((name) => name.endsWith('.whl'));
    rmSync(deps, { recursive: true, force: true });
    run('python3', [join(folder, 'unpack-wheel.py'), join(scratch, file), deps]);
    if (wheel.needsCuda) fetchCuda(scratch, deps);
    writeFileSync(mark, markOf(variant));
    // An addon of another library must not stay.
    rmSync(join(addonPackage, 'lib'), { recursive: true, force: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** NVIDIA's libraries into `deps/nvidia`, where TensorFlow's library looks for them. */
function fetchCuda(scratch, deps) {
  say('fetching the libraries of CUDA (1.5 GB) …');
  const target = join(scratch, 'cuda');
  const platforms = ['--platform=manylinux2014_x86_64', '--implementation=py', '--no-compile'];
  pip('install', platforms, ['--target', target, '--requirement', join(folder, 'cuda-requirements.txt')]);
  run('cp', ['--recursive', join(target, 'nvidia'), join(deps, 'nvidia')]);
  // TensorFlow 2.21 opens cuSOLVER from a library that is not told where it lies, and drops the GPU without naming it.
  symlinkSync('../../cusolver/lib/libcusolver.so.11', join(deps, 'nvidia', 'cusparse', 'lib', 'libcusolver.so.11'));
}

function pip(command, options, places) {
  const only = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--only-binary=:all:'];
  run('python3', ['-m', 'pip', command, ...only, ...options, ...places]);
}

function compileAddon() {
  const out = join(addonPackage, 'lib', `napi-v${napi}`, 'tfjs_binding.node');
  if (existsSync(out)) return;
  say('compiling the addon …');
  mkdirSync(join(out, '..'), { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(addonPackage, 'binding', name));
  const headers = [addonPackage, join(addonPackage, 'deps', 'include'), join(modules, 'node-api-headers', 'include')];
  const libraries = [
    `-L${join(addonPackage, 'deps', 'lib')}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    // The addon finds the library from where it lies itself, wherever the folder is moved.
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-Wl,--as-needed',
  ];
  const options = ['-O2', '-std=c++17', '-shared', '-fPIC', '-s', `-DNAPI_VERSION=${napi}`];
  const includes = headers.map((header) => `-I${header}`);
  run('g++', [...options, ...includes, ...sources, ...libraries, '-o', `${out}.draft`]);
  run(process.execPath, ['-e', 'process.dlopen({ exports: {} }, process.argv[1])', `${out}.draft`]);
  renameSync(`${out}.draft`, out);
}

function run(tool, args, options = {}) {
  const { status, error } = spawnSync(tool, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (error) throw new Error(`cannot build native TensorFlow: ${tool} does not start: ${error.message}`);
  if (status !== 0) throw new Error(`cannot build native TensorFlow: ${tool} failed, its reason is above`);
}

function contentOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function say(sentence) {
  console.log(sentence);
}
