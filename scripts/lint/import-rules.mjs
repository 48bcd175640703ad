// Which folder may import which: data flows one way, from what is read to what is answered, and nothing flows back.

/** Folder or file → the folders and files that it may import beside itself. The longest prefix decides. */
const rules = {
  api: [],
  'api/trainer-contract': [],

  'function/catalog': ['api'],
  'function/spec': ['api'],
  // What is observed and allowed is told in the spec's terms, and checked by the same schema reader.
  'function/observe': ['api', 'function/spec'],
  'function/policy': ['api', 'function/spec', 'function/observe'],
  'function/graph': ['api'],
  'function/plan': ['api', 'function/spec', 'function/policy', 'function/observe', 'function/catalog'],
  // A plan carries parts of the spec as they are, and a manifest is written from facts.
  'function/compose': ['api', 'function/spec', 'function/observe', 'function/plan', 'function/graph'],
  'function/settle': ['api', 'function/graph', 'function/observe'],
  'function/status': [
    'api',
    'function/observe',
    'function/policy',
    'function/plan',
    'function/settle',
    'function/version.ts',
  ],
  'function/kinds': [
    'api',
    'function/catalog',
    'function/spec',
    'function/observe',
    'function/policy',
    'function/graph',
    'function/plan',
    'function/compose',
    'function/settle',
    'function/status',
    'function/request.ts',
    'function/response.ts',
    'function/version.ts',
  ],
  'function/request.ts': ['api'],
  'function/response.ts': ['api', 'function/settle'],
  'function/version.ts': [],
  'function/offers.ts': ['api', 'function/catalog', 'function/plan', 'function/policy'],
  'function/run-function.ts': ['api', 'function/kinds', 'function/request.ts', 'function/response.ts'],
  // A call that throws is answered too.
  'function/server': ['api', 'function/response.ts'],
  'function/main.ts': ['function/run-function.ts', 'function/offers.ts', 'function/server'],

  simulator: ['api'],
  // Started as processes, never imported; the policy's schema is data.
  cli: ['api', 'simulator', 'package', 'function/policy/policy.schema.json'],
  'trainer-image': ['api/trainer-contract'],

  'orchestrator/contract': ['api'],
  // Runs in Temporal's sandbox: neither Node nor the Kubernetes client may be reached from here.
  'orchestrator/workflows': ['api', 'orchestrator/contract'],
  'orchestrator/kubernetes': ['api', 'orchestrator/contract'],
  'orchestrator/activities': ['api', 'orchestrator/contract', 'orchestrator/kubernetes'],
  'orchestrator/worker': [
    'api',
    'orchestrator/contract',
    'orchestrator/kubernetes',
    'orchestrator/activities',
    'orchestrator/temporal',
    'orchestrator/triggers',
  ],
  'orchestrator/triggers': ['api', 'orchestrator/contract', 'orchestrator/kubernetes', 'orchestrator/temporal'],
  'orchestrator/main.ts': ['orchestrator/worker'],
  'orchestrator/audit': ['api', 'orchestrator/contract'],
  'orchestrator/temporal': [],
  'orchestrator/client': [
    'api',
    'orchestrator/contract',
    'orchestrator/audit',
    'orchestrator/temporal',
    // What can be said to a workflow is defined where it listens.
    'orchestrator/workflows',
  ],
  'orchestrator/workflow.ts': ['orchestrator/client'],
};

/**
 * What a file imports against the rules.
 * @param {string} file path from the root, of a file that some rule covers
 * @param {string} text its source
 * @returns {string[]} a sentence per fault
 */
export function importFaults(file, text) {
  const own = folderOf(file);
  if (own === undefined)
    return [`${file} is in no folder of scripts/lint/import-rules.mjs: say there what it may import`];
  return relativeImports(text)
    .map((specifier) => resolve(file, specifier))
    .filter((target) => ![own, ...rules[own]].some((allowed) => isWithin(target, allowed)))
    .map((target) => `${file} cannot import ${target}: ${own} may import ${rules[own].join(', ') || 'nothing'}`);
}

function folderOf(file) {
  return Object.keys(rules)
    .filter((folder) => isWithin(file, folder))
    .sort((a, b) => b.length - a.length)[0];
}

function isWithin(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

function relativeImports(text) {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map(([, specifier]) => specifier);
}

function resolve(file, specifier) {
  return new URL(specifier, `file:///${file}`).pathname.slice(1);
}
