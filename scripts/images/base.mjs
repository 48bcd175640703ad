// What the images start from: a public base that is pinned by digest, or, where no registry answers, the same made from
// Debian's packages and npm's Node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { debianBase } from './debian-base.mjs';
import { readImage } from './image.mjs';

/** How long a registry may take to say that it has the base. */
const reachableWithinMs = 15_000;

/**
 * @typedef {object} Base
 * @property {string} name what the image's label says that it starts from
 * @property {string} because why this one
 * @property {object} config
 * @property {{file: string, diffId: string}[]} layers
 */

/**
 * The base, public where a registry has it.
 * @param {string} reference of the public base, with its digest
 * @param {string | undefined} crane the registry client; without it, no public base
 * @param {'any' | 'public' | 'packages'} wanted `any`: public if it can be had
 * @returns {Promise<Base>}
 */
export async function baseOf(reference, crane, wanted) {
  const objection = wanted === 'packages' ? 'asked for' : whyNotPublic(reference, crane);
  if (objection === undefined) {
    const because = 'the registry has it';
    return { name: reference, because, ...pulled(reference, crane) };
  }
  if (wanted === 'public') throw new Error(`cannot start from ${reference}: ${objection}`);
  return { because: objection, ...(await debianBase()) };
}

function whyNotPublic(reference, crane) {
  if (crane === undefined)
    return 'there is no crane on the PATH to pull the public base with (test/tools/build.sh crane)';
  const asked = spawnSync(crane, ['digest', reference], { encoding: 'utf8', timeout: reachableWithinMs });
  if (asked.status === 0) return undefined;
  const said = asked.stderr.trim().split('\n').at(-1) || `no answer within ${reachableWithinMs / 1000} s`;
  return `${reference} cannot be pulled (${said.replace(/^Error: /, '')})`;
}

function pulled(reference, crane) {
  const folder = mkdtempSync(`${tmpdir()}/crosstrain-base-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const pull = spawnSync(crane, ['pull', '--platform', 'linux/amd64', reference, `${folder}/base.tar`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (pull.status !== 0) throw new Error(`cannot pull ${reference}: crane failed, its reason is above`);
  return readImage(`${folder}/base.tar`, `${folder}/base`);
}
