// Makes the one file of workflow code that a worker loads, dist/workflows.js, and skips it where it is up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { root, runAsProgram } from './tree.mjs';

const made = `${root}dist/workflows.js`;
const record = `${root}dist/.workflows.json`;
/** Folders that workflow code may come from. */
const sources = ['orchestrator/workflows', 'orchestrator/contract', 'api'];

/** Bundles the workflows; gives the path of the file. Needs the packages of `npm ci`, which `npm start` does without. */
export async function bundleWorkflows() {
  const stamp = stampOf();
  if (existsSync(made) && existsSync(record) && readFileSync(record, 'utf8') === stamp) return made;
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = () => undefined;
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };
  const { code } = await bundleWorkflowCode({ workflowsPath: `${root}orchestrator/workflows/index.ts`, logger });
  mkdirSync(`${root}dist`, { recursive: true });
  for (const [path, text] of [
    [made, withoutPlace(code)],
    [record, stamp],
  ]) {
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
  return made;
}

/** The code without the place of the tree, which the bundler writes into its source map. */
function withoutPlace(code) {
  return code.replace(/(sourceMappingURL=data:application\/json[^,]*;base64,)([\w+/=]+)/, (_, prefix, encoded) => {
    const map = Buffer.from(encoded, 'base64').toString();
    return prefix + Buffer.from(map.replaceAll(root, '')).toString('base64');
  });
}

function stampOf() {
  const files = sources.flatMap((folder) =>
    readdirSync(root + folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  );
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'scripts/workflow-bundle.mjs', ...files.sort()]) {
    hash.update(`${file}\n`).update(readFileSync(root + file));
  }
  return hash.digest('hex');
}

await runAsProgram(import.meta.url, bundleWorkflows);
