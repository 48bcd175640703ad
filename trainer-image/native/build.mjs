// npm run build:native: builds TensorFlow's addon from its package's own sources, against the library of TensorFlow's Python wheel.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const modules = join(folder, 'node_modules');
const addonPackage = join(modules, '@tensorflow', 'tfjs-node-gpu');

/** One fixed wheel, and so one hash, whatever Python runs pip: only its C and C++ libraries are used. */
const wheel = {
  requirement: 'tensorflow-cpu==2.21.0',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  tags: ['--python-version=3.11', '--implementation=cp', '--abi=cp311', '--platform=manylinux_2_27_x86_64'],
};

/** Node-API's version, whose folder the package looks for the addon in. */
const napi = 8;

try {
  checkMachine();
  installPackage();
  fetchLibrary();
  compileAddon();
  say(`native TensorFlow is built: the trainer takes it from now on (${wheel.requirement})`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
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

/** `libtensorflow` and its C headers, out of the wheel into the package's `deps/`. */
function fetchLibrary() {
  const deps = join(addonPackage, 'deps');
  const mark = join(deps, 'wheel');
  if (contentOf(mark) === wheel.sha256) return;
  say(`fetching ${wheel.requirement} (274 MB) …`);
  const scratch = mkdtempSync(join(tmpdir(), 'crosstrain-wheel-'));
  try {
    const requirements = join(scratch, 'requirements.txt');
    writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    const only = ['--no-deps', '--require-hashes', '--only-binary=:all:', ...wheel.tags];
    run('python3', ['-m', 'pip', 'download', '--quiet', ...only, '--dest', scratch, '--requirement', requirements]);
    const file = readdirSync(scratch).find((name) => name.endsWith('.whl'));
    rmSync(deps, { recursive: true, force: true });
    run('python3', [join(folder, 'unpack-wheel.py'), join(scratch, file), deps]);
    writeFileSync(mark, wheel.sha256);
    // An addon of another library must not stay.
    rmSync(join(addonPackage, 'lib'), { recursive: true, force: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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
