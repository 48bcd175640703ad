import { resourceKeys } from '../../api/resource-keys.ts';
import type { Need, Resource } from '../graph/resource.ts';
import type { Plan } from '../plan/plan.ts';
import { artifactsClaim } from './kubernetes/artifacts-claim.ts';
import { job } from './kubernetes/job.ts';
import { networkPolicy } from './kubernetes/network-policy.ts';
import { podDisruptionBudget } from './kubernetes/pod-disruption-budget.ts';
import { progressConfigMap, progressRole, progressRoleBinding } from './kubernetes/progress.ts';
import { externalSecret } from './kubernetes/secret.ts';
import { serviceAccount } from './kubernetes/service-account.ts';
import { service } from './kubernetes/service.ts';
import { onTarget } from './kubernetes/remote-object.ts';

/** All objects of a run, each with what it waits for. */
export function composeTrainingRun(plan: Plan): readonly Resource[] {
  const reachable = remoteNeeds(plan);
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
    at(resourceKeys.podDisruptionBudget, podDisruptionBudget(plan)),
    ...(plan.artifacts.uri === undefined ? [at(resourceKeys.artifactsClaim, artifactsClaim(plan))] : []),
    ...plan.spec.secrets.map((secret) => at(resourceKeys.secret(secret.name), externalSecret(plan, secret))),
  ];
  const jobNeeds = [...reachable, ...before.map(({ key }) => jobNeed(key))];
  const jobs = plan.jobs.map((role): Resource => ({
    ...at(role.key, job(plan, role)),
    keepsTemplate: true,
    needs: [...jobNeeds, ...role.after.map((key): Need => ({ type: 'Gone', key }))],
  }));
  return [...before, ...jobs];

  function at(key: string, manifest: Parameters<typeof onTarget>[1]): Resource {
    return { key, manifest: onTarget(plan.target, manifest), needs: reachable };
  }
}

/** A pod that starts before its policy or its secret is there would be open, or fail: secrets must be ready, the rest must exist. */
function jobNeed(key: string): Need {
  return key.startsWith(resourceKeys.secret('')) ? { type: 'Ready', key } : { type: 'Observed', key };
}

/** On another cluster nothing can be created before it is known how to reach it. */
function remoteNeeds({ target }: Plan): readonly Need[] {
  if (target.type === 'InCluster') return [];
  const { namespace, name } = target.cluster;
  return [
    {
      type: 'Fact',
      fact: `facts.providerConfigRef of TrainingCluster ${namespace}/${name}`,
      known: target.providerConfigRef !== undefined,
    },
  ];
}
