// Writes what is made from other files: types and reference from the XRDs, descriptors from the .proto
// files. `--check` writes nothing and fails where a file is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { root, isMain } from './tree.mjs';
import { grpcDescriptors } from './generate/grpc-descriptors.mjs';
import { kindSchema } from './generate/kind-schema.mjs';
import { kindTypes } from './generate/kind-types.mjs';
import { kindReference, policyReference } from './generate/reference.mjs';
import { orchestratorRbac } from './generate/orchestrator-rbac.mjs';
import { rbac } from './generate/rbac.mjs';

const definitions = ['trainingruns', 'trainingclusters', 'trainingnetworks', 'computepools'].map(
  (plural) => `package/apis/${plural}/definition.yaml`,
);
const policySchema = 'function/policy/policy.schema.json';

/** Every generated file, as path and text. */
export async function generatedFiles() {
  const files = [];
  for (const path of definitions) {
    const xrd = parse(readFileSync(root + path, 'utf8'));
    const kind = kebabCase(xrd.spec.names.kind);
    files.push({ path: `api/kinds/${kind}.gen.ts`, text: await kindTypes(xrd, path) });
    files.push({ path: `api/kinds/${kind}.schema.gen.json`, text: kindSchema(xrd) });
    files.push({ path: `docs/reference/${kind}.md`, text: kindReference(xrd, path) });
  }
  const policy = JSON.parse(readFileSync(root + policySchema, 'utf8'));
  files.push({ path: 'docs/reference/policy.md', text: policyReference(policy, policySchema) });
  files.push({ path: 'function/server/descriptors.gen.json', text: grpcDescriptors() });
  const rights = await rbac();
  files.push({ path: 'deploy/rbac.yaml', text: rights });
  files.push({ path: 'orchestrator/deploy/rbac.yaml', text: await orchestratorRbac(rights) });
  return files;
}

/** The paths whose file differs from what would be generated. */
export function staleFiles(files) {
  return files.filter(({ path, text }) => !existsSync(root + path) || readFileSync(root + path, 'utf8') !== text);
}

function kebabCase(name) {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

if (isMain(import.meta.url)) {
  const stale = staleFiles(await generatedFiles());
  if (process.argv.includes('--check')) {
    for (const { path } of stale) console.error(`${path} is stale: run npm run generate`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { path, text } of stale) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
      console.log(`wrote ${path}`);
    }
  }
}
