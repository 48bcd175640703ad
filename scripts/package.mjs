// npm run package: builds what a platform installs into dist/packages/, with Crossplane's own CLI, which lints it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildImage, images, tag } from './images.mjs';
import { install } from './install.mjs';
import { root, runAsProgram } from './tree.mjs';

const usage = `usage: npm run package -- [--out FOLDER] [--base any|public|packages] [--push REGISTRY]
  CROSSPLANE_CLI names Crossplane's CLI, CRANE the registry client; else crossplane and crane of the PATH`;

/**
 * Every package: its name, and which files of the tree it is made of, [in the tree, in the package]. Never a whole
 * folder of the tree: the CLI takes all YAML below the one that it is given.
 */
export const packages = {
  function: {
    name: 'crosstrain/function-crosstrain',
    runtime: 'function',
    files: [
      ['crossplane.yaml', 'crossplane.yaml'],
      ['function/input', 'input'],
    ],
  },
  configuration: {
    name: 'crosstrain/crosstrain',
    runtime: undefined,
    files: [
      ['package/crossplane.yaml', 'crossplane.yaml'],
      ['package/apis', 'apis'],
    ],
  },
  aws: {
    name: 'crosstrain/crosstrain-aws',
    runtime: undefined,
    files: [
      ['package/aws/crossplane.yaml', 'crossplane.yaml'],
      ['package/aws/activation-policy.yaml', 'activation-policy.yaml'],
    ],
  },
};

/**
 * Builds one package; throws with the CLI's own words where it finds fault.
 * @param {keyof typeof packages} kind
 * @param {{cli: string, out: string, runtime?: string}} options `runtime`: the archive of the image to embed
 * @returns {string} the file
 */
export function buildPackage(kind, { cli, out, runtime }) {
  const { name, files } = packages[kind];
  const file = `${out}/${name.split('/').at(-1)}.xpkg`;
  mkdirSync(out, { recursive: true });
  const draft = mkdtempSync(`${out}/.package-`);
  try {
    for (const [from, to] of files) {
      mkdirSync(dirname(`${draft}/${to}`), { recursive: true });
      if (existsSync(root + from)) cpSync(root + from, `${draft}/${to}`, { recursive: true });
    }
    const embedded = runtime === undefined ? [] : [`--embed-runtime-image-tarball=${runtime}`];
    // In the draft: the CLI also takes the examples below the folder that it works in.
    run(cli, ['xpkg', 'build', '--package-root=.', `--package-file=${file}`, ...embedded], draft);
  } finally {
    rmSync(draft, { recursive: true });
  }
  return file;
}

/** Where a package of this tree is in a registry. */
export function reference(registry, { name }) {
  return `${registry}/${name}:${tag}`;
}

/**
 * Pushes built packages, and the image that training pods start from.
 * @param {string} registry such as registry.example.com
 * @param {{cli: string, crane: string, files: Record<string, string>, trainer: string}} what
 */
function push(registry, { cli, crane, files, trainer }) {
  for (const [kind, file] of Object.entries(files)) {
    run(cli, ['xpkg', 'push', `--package-files=${file}`, reference(registry, packages[kind])]);
  }
  run(crane, ['push', trainer, reference(registry, images.trainer)]);
}

function run(program, args, folder = root) {
  const ran = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (ran.error) throw new Error(`cannot run ${program}: ${ran.error.message}\n${usage}`);
  if (ran.status !== 0) throw new Error(`cannot ${args.slice(0, 2).join(' ')}: ${(ran.stderr || ran.stdout).trim()}`);
}

await runAsProgram(import.meta.url, async () => {
  process.umask(0o022);
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: `${root}dist/packages` },
      base: { type: 'string', default: 'any' },
      push: { type: 'string' },
    },
  });
  if (!['any', 'public', 'packages'].includes(values.base)) throw new Error(usage);
  const cli = process.env.CROSSPLANE_CLI ?? 'crossplane';
  install('all');
  const built = { wanted: values.base, out: `${root}dist/images` };
  const runtime = await buildImage('function', built);
  const files = Object.fromEntries(
    Object.entries(packages).map(([kind, { runtime: embeds }]) => [
      kind,
      buildPackage(kind, { cli, out: values.out, ...(embeds && { runtime: runtime.file }) }),
    ]),
  );
  for (const file of Object.values(files)) process.stdout.write(`${file}\n`);
  if (values.push === undefined) return;
  const trainer = await buildImage('trainer', built);
  push(values.push, { cli, crane: process.env.CRANE ?? 'crane', files, trainer: trainer.file });
  for (const { name } of [...Object.values(packages), images.trainer]) {
    process.stdout.write(`${reference(values.push, { name })}\n`);
  }
});
