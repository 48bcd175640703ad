// Lays out what one program needs at run time, as the images hold it: the bundle, the files beside it, its licence and
// the list of what it is made of. The Dockerfiles' build stage calls it.
import { copyFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { bundle } from '../bundle.mjs';
import { root, runAsProgram } from '../tree.mjs';
import { sbom } from './sbom.mjs';

/** What an image's program consists of: the trainer's loads the clients of object stores where an input lies in one. */
export function bundlesOf(program) {
  return program === 'trainer' ? ['trainer', 'stores'] : [program];
}

/**
 * Bundles a program and copies it into a folder.
 * @param {string} program as scripts/bundle.mjs calls it
 * @param {string} folder
 */
export async function layOut(program, folder) {
  await bundle();
  const { beside } = JSON.parse(readFileSync(`${root}dist/.${program}.json`, 'utf8'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const bundles = bundlesOf(program);
  const copied = [...bundles.map((name) => `dist/${name}.mjs`), ...beside, 'LICENSE'];
  for (const file of copied) copyFileSync(root + file, `${folder}/${basename(file)}`);
  writeFileSync(`${folder}/sbom.cdx.json`, sbom(program, bundles));
  // Read by whatever user the pod runs as, written by none; npm's packages differ in their modes.
  for (const file of [...copied, 'sbom.cdx.json']) chmodSync(`${folder}/${basename(file)}`, 0o444);
}

await runAsProgram(import.meta.url, () => {
  const [program, folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: node scripts/images/program.mjs PROGRAM FOLDER');
  return layOut(program, folder);
});
