import type { Condition } from '../../api/conditions.ts';
import { stringAt } from '../../api/json.ts';
import { resourceKeys } from '../../api/resource-keys.ts';
import { composeTrainingCluster, providerConfigName } from '../compose/training-cluster.ts';
import type { Composite, Request } from '../request.ts';
import type { Answer } from '../response.ts';
import { settle, type Settled } from '../settle/settle.ts';
import { parseTrainingCluster, type TrainingClusterSpec } from '../spec/training-cluster.ts';
import { missing } from '../status/conditions.ts';
import { createdCluster } from './created-cluster.ts';
import { refusal } from './refusal.ts';

/** A TrainingCluster: what a platform lends to runs, and the facts that they go by. */
export function trainingCluster(request: Request): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const parsed = parseTrainingCluster(composite.spec);
  if (!parsed.ok) return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, {});
  const { access } = parsed.value;
  if (access.type === 'Created') return createdCluster(request, parsed.value, access.cluster);
  const settled = settle(
    composeTrainingCluster({ name: composite.name, namespace: composite.namespace, spec: parsed.value }),
    observed,
  );
  const isReady = settled.waitingFor.length === 0 && settled.notReady.length === 0;
  const conditions = clusterConditions(parsed.value, settled);
  return {
    desired: settled.desired,
    ready: isReady,
    status: {
      ...(composite.generation !== undefined && { observedGeneration: composite.generation }),
      phase: isReady ? 'Ready' : 'Provisioning',
      reason: isReady ? 'Available' : 'Creating',
      message: conditions[1].message,
      summary: summary(parsed.value),
      waitingFor: settled.waitingFor,
      facts: facts(composite, parsed.value, observed),
    },
    conditions,
    events: [],
    requirements: {},
    ttlSeconds: isReady ? 600 : 30,
  };
}

function clusterConditions(spec: TrainingClusterSpec, settled: Settled): readonly [Condition, Condition] {
  const what = missing(settled);
  return [
    { type: 'Accepted', status: 'True', reason: 'Accepted', message: summary(spec) },
    what === ''
      ? { type: 'Provisioned', status: 'True', reason: 'Available', message: 'runs can use the cluster' }
      : { type: 'Provisioned', status: 'False', reason: 'Creating', message: what },
  ];
}

/** The cluster in a sentence. */
function summary({ access, allowedNamespaces, accelerators }: TrainingClusterSpec): string {
  const reached =
    access.type === 'Existing'
      ? `an existing cluster, by the kubeconfig in secret ${access.secretName}`
      : 'the cluster that Crossplane runs in';
  const has = accelerators.length > 0 ? `, with ${accelerators.map(({ type }) => type).join(', ')}` : '';
  return `${reached}${has}, for ${['its own namespace', ...allowedNamespaces].join(', ')}`;
}

/** What runs read: only known facts, and once known they stay. */
function facts({ name, namespace, status }: Composite, spec: TrainingClusterSpec, observed: Request['observed']) {
  const known =
    spec.access.type === 'Existing' &&
    (observed.has(resourceKeys.providerConfig) || stringAt(status, 'facts', 'providerConfigRef', 'name') !== undefined);
  return {
    type: spec.access.type,
    namespaces: [namespace, ...spec.allowedNamespaces],
    ...(spec.location && { location: spec.location }),
    ...(known && { providerConfigRef: { kind: 'ProviderConfig', name: providerConfigName(name) } }),
    ...(spec.clusterProviderConfigName !== undefined && {
      clusterProviderConfigRef: { name: spec.clusterProviderConfigName },
    }),
    ...(spec.accelerators.length > 0 && { accelerators: spec.accelerators }),
    ...(spec.artifactsURI !== undefined && { artifactsURI: spec.artifactsURI }),
  };
}
