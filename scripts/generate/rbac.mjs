// The rights that Crossplane's core needs for what is composed. They are found by playing every example until nothing
// changes any more, so a composer that no example reaches stops the generator.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { root } from '../tree.mjs';

/** What core asks the API server whether it may, of each composed kind (its `IsAuthorizedFor`); less, and it refuses the kind. */
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

const head = `# Generated from the composers by scripts/generate.mjs: run npm run generate.
#
# What Crossplane's core may do so that it can compose crosstrain's objects: the kinds that are composed, nothing else.
# The label adds these rules to core's own ClusterRole, which its chart makes an aggregated one unless rbacManager.deploy is
# false. Core may create a Role only where it holds that Role's rights itself: here get and patch of configmaps.
#
# Not in here, since Crossplane's RBAC manager grants it for every XRD: crosstrain's own kinds, which runs and clusters
# compose too, and update of their finalizers, which the admission plugin OwnerReferencesPermissionEnforcement asks for where it is on.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: crosstrain:aggregate-to-crossplane
  labels:
    rbac.crossplane.io/aggregate-to-crossplane: 'true'
rules:
`;

/** The text of `deploy/rbac.yaml`. */
export async function rbac() {
  const { composed, resourceKeys } = await play();
  refuseUnplayed(composed, resourceKeys);
  const byGroup = new Map();
  for (const { object } of composed) {
    if (object.apiVersion.startsWith('crosstrain.dev/')) continue;
    const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
    byGroup.set(group, new Set([...(byGroup.get(group) ?? []), plural(object.kind)]));
  }
  const rules = [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, resources]) => rule(group, resources));
  return format(head + rules.join(''), { ...(await resolveConfig(`${root}deploy/rbac.yaml`)), parser: 'yaml' });
}

function rule(group, resources) {
  return `  - apiGroups: ['${group}']
    resources: [${[...resources].sort().join(', ')}]
    verbs: [${verbs.join(', ')}]
`;
}

/** A kind's resource, by the rule that Kubernetes' own kinds follow. */
function plural(kind) {
  const name = kind.toLowerCase();
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

async function play() {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-rbac-'));
  const outfile = join(folder, 'play.mjs');
  try {
    await build({
      absWorkingDir: root,
      stdin: {
        contents: `export { composedByExamples } from './test/support/composed-by-examples.ts';
          export { resourceKeys } from './api/resource-keys.ts';`,
        resolveDir: root,
      },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      loader: { '.csv': 'text', '.yaml': 'text', '.proto': 'text' },
      banner: {
        js: `import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);`,
      },
      logLevel: 'warning',
    });
    const { composedByExamples, resourceKeys } = await import(pathToFileURL(outfile).href);
    return { composed: await composedByExamples(`${root}examples`), resourceKeys };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Throws where a composed resource is of no example: its kind would be missing here, and core would refuse it. */
function refuseUnplayed(composed, resourceKeys) {
  const played = new Set(composed.map(({ key }) => key));
  const missing = Object.entries(resourceKeys).filter(([, key]) => ![...played].some((one) => isKey(key, one)));
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    throw new Error(`cannot tell the rights that core needs: no example composes ${names}; add it to one`);
  }
}

/** Whether a composition resource name is of the pattern, a word or a function that puts words into one. */
function isKey(pattern, key) {
  if (typeof pattern === 'string') return key === pattern;
  return new RegExp(`^${pattern('A', 'B').replace(/[AB]/g, '.+')}$`).test(key);
}
