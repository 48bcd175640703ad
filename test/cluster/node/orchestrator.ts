import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { isRecord, stringAt } from '../../../api/json.ts';
import { parseObject } from '../../../simulator/object.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import { kubectl } from '../stand.ts';

const folder = fileURLToPath(new URL('../../../orchestrator/deploy', import.meta.url));

/** What an administrator applies for the orchestrator, as kustomize builds it. */
export async function deployment(): Promise<readonly KubernetesObject[]> {
  return parseAllDocuments(await kubectl(['kustomize', folder])).map((document) => {
    const value: unknown = document.toJS();
    const object = isRecord(value) ? parseObject(value) : 'kustomize gave none';
    if (typeof object === 'string') throw new Error(`cannot read ${folder}: ${object}`);
    return object;
  });
}

/** A kubeconfig of the orchestrator's own account: with the rights that its manifests give and no others. */
export async function accountKubeconfig(): Promise<string> {
  const account = ['crosstrain-orchestrator', '--namespace', 'crosstrain-system', '--duration', '1h'];
  const token = (await kubectl(['create', 'token', ...account])).trim();
  const config: unknown = JSON.parse(await kubectl(['config', 'view', '--raw', '--output', 'json']));
  const cluster = isRecord(config) && Array.isArray(config['clusters']) ? config['clusters'][0] : undefined;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    users: [{ name: 'orchestrator', user: { token } }],
    contexts: [{ name: 'stand', context: { cluster: stringAt(cluster, 'name'), user: 'orchestrator' } }],
    'current-context': 'stand',
  });
}
