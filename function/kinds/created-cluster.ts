import { listAt, recordAt } from '../../api/json.ts';
import { apiVersion } from '../../api/names.ts';
import { clusterKeys, resourceKeys } from '../../api/resource-keys.ts';
import { accessName, clusterAccess, sharedAccessName } from '../compose/aws/cluster-access.ts';
import { composeCluster, networkName } from '../compose/aws/cluster.ts';
import { createdClusterFacts, type CreatedClusterFacts } from '../observe/created-cluster.ts';
import { clusterPlan, type ClusterPlan } from '../plan/aws/cluster.ts';
import { allowedAWS, awsSettings, type AWSSettings } from '../plan/aws/settings.ts';
import { runningCostStatus } from '../plan/running-cost.ts';
import type { Request } from '../request.ts';
import type { Answer } from '../response.ts';
import { readiness } from '../settle/readiness.ts';
import { settle } from '../settle/settle.ts';
import type { CreatedClusterSpec } from '../spec/created-cluster.ts';
import type { TrainingClusterSpec } from '../spec/training-cluster.ts';
import { deliveredPolicy, policyRequirements } from './platform-policy.ts';
import { provisioningAnswer } from './provisioning.ts';
import { refusal } from './refusal.ts';
import { waitingForFacts } from './waiting.ts';

/** A TrainingCluster that is made in a cloud, with all that it needs. */
export function createdCluster(
  request: Request,
  spec: TrainingClusterSpec,
  create: CreatedClusterSpec,
): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const owner = { name: composite.name, namespace: composite.namespace };
  const network = create.network.type === 'Own' ? networkName(owner.name) : create.network.name;
  const requirements = {
    ...policyRequirements(composite),
    network: { apiVersion, kind: 'TrainingNetwork', name: network, namespace: owner.namespace },
  };
  const delivered = deliveredPolicy(request);
  const networks = request.required('network');
  if (delivered.type === 'NotDelivered' || !networks) return waitingForFacts(request, requirements);
  if (delivered.type === 'Refused') return refusal(request, delivered.refusal, requirements);
  const { policy } = delivered;
  const allowed = allowedAWS(create.region, policy, 'spec.create');
  if (allowed.type === 'Refused') return refusal(request, allowed.refusal, requirements);
  const isShared = spec.allowedNamespaces.length > 0;
  if (isShared && !policy.inClusterProviderConfigRef) {
    const message =
      "needs the policy's inClusterProviderConfigRef: without it no ClusterProviderConfig can be made, and other namespaces cannot reach the cluster";
    return refusal(
      request,
      { reason: 'OutsidePolicy', errors: [{ path: 'spec.allowedNamespaces', message }] },
      requirements,
    );
  }

  const facts = createdClusterFacts(composite.status, observed, networks[0]);
  const settings = awsSettings(
    {
      kind: 'TrainingCluster',
      owner,
      region: create.region,
      tags: create.tags,
      ...(facts.providerConfigRef && { madeWith: facts.providerConfigRef }),
    },
    allowed.aws,
    policy,
  );
  const planned = clusterPlan(create, allowed.aws, settings);
  if (planned.type === 'Refused') return refusal(request, planned.refusal, requirements);
  const { plan } = planned;
  const namespaces = [owner.namespace, ...spec.allowedNamespaces.filter((name) => name !== owner.namespace)];
  const cluster = { plan, settings, facts };
  const sharing = {
    namespaces,
    ...(policy.inClusterProviderConfigRef && { inClusterProviderConfigRef: policy.inClusterProviderConfigRef }),
  };
  const settled = settle([...composeCluster(cluster), ...clusterAccess(cluster, sharing)], observed);
  const earlier = recordAt(composite.status, 'facts');
  const isReached = observed.has(resourceKeys.providerConfig) || earlier['providerConfigRef'] !== undefined;
  const isReachedByOthers =
    observed.has(clusterKeys.clusterProviderConfig) || earlier['clusterProviderConfigRef'] !== undefined;
  return provisioningAnswer(request, settled, {
    summary: summary(create, namespaces),
    available: 'runs and pools can use the cluster',
    status: {
      cost: runningCostStatus(plan.cost),
      retained:
        create.retentionPolicy === 'Retain'
          ? [{ uri: `s3://${plan.names.bucket}`, reason: 'create.retentionPolicy is Retain; its key stays with it' }]
          : [],
      facts: {
        type: 'Created',
        namespaces,
        namespacesReady: namespacesReady(namespaces, observed, earlier),
        location: { cloud: 'AWS', region: create.region },
        kubernetesVersion: create.kubernetesVersion,
        ...(isReached && { providerConfigRef: { kind: 'ProviderConfig', name: accessName(owner.name) } }),
        ...(isShared && isReachedByOthers && { clusterProviderConfigRef: { name: sharedAccessName(owner) } }),
        artifactsURI: spec.artifactsURI ?? `s3://${plan.names.bucket}`,
        aws: awsFacts(plan, settings, facts),
      },
    },
    unknownFacts: [],
    requirements,
  });
}

/** Namespaces that have been seen on the cluster; one that is lost for a while stays. */
function namespacesReady(
  namespaces: readonly string[],
  observed: Request['observed'],
  earlier: unknown,
): readonly string[] {
  const before = listAt(earlier, 'namespacesReady');
  return namespaces.filter((team) => {
    const object = observed.get(resourceKeys.teamNamespace(team));
    return before.includes(team) || (object !== undefined && readiness(object).ready);
  });
}

function awsFacts({ names }: ClusterPlan, settings: AWSSettings, facts: CreatedClusterFacts) {
  const { providerConfigRef: _, ...known } = facts;
  return {
    region: settings.region,
    accountId: settings.accountId,
    clusterName: names.cluster,
    bucket: names.bucket,
    providerConfigRef: settings.providerConfigRef,
    ...known,
  };
}

/** The cluster in a sentence. */
function summary(
  { region, kubernetesVersion, systemNodes }: CreatedClusterSpec,
  namespaces: readonly string[],
): string {
  const nodes = `${systemNodes.count}×${systemNodes.instanceType} for itself`;
  return `EKS ${kubernetesVersion} in AWS ${region}, ${nodes}, for ${namespaces.join(', ')}`;
}
