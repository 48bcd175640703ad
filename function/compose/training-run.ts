import { resourceKeys } from '../../api/resource-keys.ts';
import type { Need, Resource } from '../graph/resource.ts';
import type { Plan } from '../plan/plan.ts';
import { identity } from './aws/identity.ts';
import { secretProviderClass } from './aws/secrets.ts';
import { artifactsClaim } from './kubernetes/artifacts-claim.ts';
import { job } from './kubernetes/job.ts';
import { networkPolicy } from './kubernetes/network-policy.ts';
import { podDisruptionBudget } from './kubernetes/pod-disruption-budget.ts';
import { progressConfigMap, progressRole, progressRoleBinding } from './kubernetes/progress.ts';
import { onTarget } from './kubernetes/remote-object.ts';
import { externalSecret } from './kubernetes/secret.ts';
import { serviceAccount } from './kubernetes/service-account.ts';
import { service } from './kubernetes/service.ts';
import { ownCluster, ownPool } from './own-cluster.ts';
import { clusterNeeds, clusterReady, clusterUsages, jobNeeds } from './on-cluster.ts';

/** All that is wanted of a run now, each with what it waits for: its own cluster and machines, then what stands on the cluster. */
export function composeTrainingRun(plan: Plan): readonly Resource[] {
  const { cluster, pools, wanted } = plan;
  const objects = wanted.objects ? onCluster(plan) : [];
  return [
    ...(wanted.objects && plan.access ? identity(plan.access) : []),
    ...(cluster && wanted.cluster ? [ownCluster(plan, cluster)] : []),
    ...(wanted.machines ? pools.map((pool) => ownPool(plan, pool)) : []),
    ...objects,
    ...clusterUsages(plan, objects),
  ];
}

/** What stands on the cluster, Jobs last. */
function onCluster(plan: Plan): readonly Resource[] {
  const reachable = clusterNeeds(plan);
  const before: readonly Resource[] = [
    ...plan.roles.map(({ name }) =>
      at(resourceKeys.serviceAccount(name), serviceAccount(plan, plan.names.serviceAccounts.get(name) ?? name)),
    ),
    at(resourceKeys.service, service(plan)),
    at(resourceKeys.networkPolicy, networkPolicy(plan)),
    at(resourceKeys.progress, progressConfigMap(plan)),
    at(resourceKeys.progressRole, progressRole(plan)),
    {
      ...at(resourceKeys.progressRoleBinding, progressRoleBinding(plan)),
      // Core applies in no order, and whoever holds no right to bind may not bind a Role that is not there yet: the API
      // server answers "not found", core gives up on all that it has not applied by then, and the run gets a warning.
      needs: [...reachable, { type: 'Observed', key: resourceKeys.progressRole }],
    },
    ...(plan.machines.capacityType === 'Spot' ? [] : [at(resourceKeys.podDisruptionBudget, podDisruptionBudget(plan))]),
    ...(plan.artifacts.uri === undefined ? [at(resourceKeys.artifactsClaim, artifactsClaim(plan))] : []),
    ...secrets(plan).map((secret) => ({ ...at(secret.key, secret.manifest), needs: [...reachable, ...secret.needs] })),
  ];
  const needs = [
    ...reachable,
    ...jobNeeds(plan),
    // A pod that starts before its identity has none until it is started again.
    ...[...(plan.access?.serviceAccounts.keys() ?? [])].map((role) => ready(resourceKeys.podIdentity(role))),
    ...before.map(({ key }) => jobNeed(key)),
  ];
  const jobs = plan.jobs.map((role): Resource => ({
    ...at(role.key, job(plan, role)),
    keepsTemplate: true,
    needs: [...needs, ...role.after.map((key): Need => ({ type: 'Gone', key }))],
  }));
  return [...before, ...jobs];

  function at(key: string, manifest: Parameters<typeof onTarget>[1]): Resource {
    return { key, manifest: onTarget(plan, manifest), needs: reachable };
  }
}

/** Secrets as files: from the store of the cluster that crosstrain made in AWS, else from the platform's. */
function secrets(plan: Plan): readonly Resource[] {
  const isInAWS = plan.access !== undefined;
  return plan.spec.secrets.map((secret) => ({
    key: resourceKeys.secret(secret.name),
    manifest: isInAWS ? secretProviderClass(plan, secret) : externalSecret(plan, secret),
    // An add-on brings its kind.
    needs: isInAWS ? clusterReady(plan) : [],
  }));
}

function ready(key: string): Need {
  return { type: 'Ready', key };
}

/** A pod that starts before its policy or its secret is there would be open, or fail: secrets must be ready, the rest must exist. */
function jobNeed(key: string): Need {
  return key.startsWith(resourceKeys.secret('')) ? { type: 'Ready', key } : { type: 'Observed', key };
}
