// What a bundle is made of, as CycloneDX: npm's own list, cut down to the packages that esbuild took files from.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { root } from '../tree.mjs';

/**
 * The software bill of materials of one program. Without times and random numbers: the same sources, the same text.
 * @param {string} program as scripts/bundle.mjs calls it
 * @param {readonly string[]} inputs files that it is made of, from the tree's root on
 * @returns {string}
 */
export function sbom(program, inputs) {
  return billOf({ program, inputs, lockfile: root, more: [] });
}

/**
 * A bill of materials.
 * @param {object} what
 * @param {string} what.program
 * @param {readonly string[]} what.inputs files that it is made of, from the tree's root on
 * @param {string} what.lockfile folder of the lockfile that their packages came by
 * @param {readonly {'bom-ref': string}[]} what.more components that are not from npm
 * @returns {string}
 */
export function billOf({ program, inputs, lockfile, more }) {
  const packages = new Map(inputs.flatMap((file) => packageOf(file) ?? []));
  const used = new Set(packages.values());
  const all = npmSbom(lockfile);
  const { name: title, version } = all.metadata.component;
  const self = { type: 'application', 'bom-ref': program, name: `${title}/${program}`, version };
  const found = all.components.filter((component) => used.delete(component['bom-ref']));
  if (used.size > 0)
    throw new Error(`cannot list what ${program} is made of: npm does not know ${[...used].join(', ')}`);
  const components = [...found, ...more];
  const kept = new Set(components.map((component) => component['bom-ref']));
  const { $schema, bomFormat, specVersion } = all;
  return `${JSON.stringify(
    {
      $schema,
      bomFormat,
      specVersion,
      version: 1,
      metadata: { component: self },
      components: components.sort(byReference),
      dependencies: [
        { ref: program, dependsOn: [...kept].sort() },
        ...all.dependencies
          .filter(({ ref }) => kept.has(ref))
          .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)).sort() })),
      ],
    },
    undefined,
    1,
  )}\n`;
}

/** The package that a file below node_modules belongs to, as [folder, name@version]; nothing for our own sources. */
function packageOf(file) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  if (folder === undefined || !existsSync(`${root}${folder}/package.json`)) return undefined;
  const { name, version } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
  return [[folder, `${name}@${version}`]];
}

function npmSbom(folder) {
  // With --omit=dev npm also leaves out packages that development and production share.
  const npm = spawnSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (npm.status === 0) return JSON.parse(npm.stdout);
  throw new Error(`cannot list the packages: npm sbom failed: ${npm.stderr.trim() || npm.error?.message}`);
}

function byReference(one, other) {
  return one['bom-ref'] < other['bom-ref'] ? -1 : 1;
}
