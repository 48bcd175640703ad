// Lays out what one program needs at run time, as the images hold it: the bundle, the files beside it, its licence and
// the list of what it is made of. The Dockerfiles' build stage calls it.
import { copyFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { bundle } from '../bundle.mjs';
import { root, runAsProgram } from '../tree.mjs';
import { bundleOrchestrator } from './orchestrator.mjs';
import { sbom } from './sbom.mjs';

/** What an image's program consists of: the trainer's loads the clients of object stores where an input lies in one. */
function bundlesOf(program) {
  return program === 'trainer' ? ['trainer', 'stores'] : [program];
}

/** Programs that are bundled otherwise for an image than for a tree with its packages beside it. */
const otherwise = { orchestrator: bundleOrchestrator };

/**
 * Bundles a program and copies it into a folder.
 * @param {string} program as scripts/bundle.mjs calls it
 * @param {string} folder
 */
export async function layOut(program, folder) {
  const { files, records } = await (otherwise[program] ?? bundledInTree)(program);
  const copied = [...files, ['LICENSE', 'LICENSE']];
  for (const [from, name] of copied) {
    mkdirSync(dirname(`${folder}/${name}`), { recursive: true });
    copyFileSync(root + from, `${folder}/${name}`);
  }
  chmodSync(folder, 0o755);
  const inputs = records.flatMap((record) => Object.keys(JSON.parse(readFileSync(root + record, 'utf8')).inputs));
  writeFileSync(`${folder}/sbom.cdx.json`, sbom(program, inputs));
  // Read by whatever user the pod runs as, written by none; npm's packages differ in their modes.
  for (const name of [...copied.map(([, name]) => name), 'sbom.cdx.json']) chmodSync(`${folder}/${name}`, 0o444);
}

async function bundledInTree(program) {
  await bundle();
  const bundles = bundlesOf(program);
  const records = bundles.map((name) => `dist/.${name}.json`);
  const { beside } = JSON.parse(readFileSync(root + records[0], 'utf8'));
  const files = [...bundles.map((name) => `dist/${name}.mjs`), ...beside].map((file) => [file, basename(file)]);
  return { files, records };
}

await runAsProgram(import.meta.url, () => {
  const [program, folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: node scripts/images/program.mjs PROGRAM FOLDER');
  return layOut(program, folder);
});
