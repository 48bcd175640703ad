import { labels, trainerContainer } from '../../../api/names.ts';
import { folders, ports } from '../../../api/trainer-contract/environment.ts';
import type { Manifest } from '../../graph/resource.ts';
import type { Variable } from '../../plan/environment.ts';
import type { FailureRule } from '../../plan/failure-rules.ts';
import type { JobPlan } from '../../plan/jobs.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PodResources } from '../../plan/resources.ts';
import { metadata, runLabels } from './metadata.ts';
import { mounts, volumes } from './volumes.ts';

/** Unprivileged user and group of every training pod; volumes belong to the group. */
const nonroot = 65532;

/** One role's Indexed Job, under the *restricted* Pod Security Standard. */
export function job(plan: Plan, role: JobPlan): Manifest {
  const { spec } = plan;
  const { replicas } = role.role;
  const podLabels = { ...spec.podLabels, ...runLabels(plan), [labels.role]: role.role.name };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(plan, role.name, { [labels.role]: role.role.name }),
    spec: {
      completionMode: 'Indexed',
      completions: replicas,
      parallelism: replicas,
      backoffLimit: role.backoffLimit,
      // Two pods of one index would register the same TensorFlow task twice.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: { rules: role.failureRules.map(podFailureRule) },
      ...(role.activeDeadlineSeconds !== undefined && { activeDeadlineSeconds: role.activeDeadlineSeconds }),
      suspend: role.suspend,
      template: {
        metadata: {
          labels: podLabels,
          ...(Object.keys(spec.podAnnotations).length > 0 && { annotations: spec.podAnnotations }),
        },
        spec: {
          subdomain: plan.names.service,
          serviceAccountName: role.serviceAccount,
          automountServiceAccountToken: role.usesAPI,
          enableServiceLinks: false,
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 60,
          ...(plan.priorityClassName !== undefined && { priorityClassName: plan.priorityClassName }),
          ...(spec.imagePullSecrets.length > 0 && {
            imagePullSecrets: spec.imagePullSecrets.map((name) => ({ name })),
          }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: nonroot,
            runAsGroup: nonroot,
            fsGroup: nonroot,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          ...scheduling(plan, role),
          ...(spec.trainer.source?.type === 'Git' && { initContainers: [clone(plan, spec.trainer.source)] }),
          containers: [
            {
              name: trainerContainer,
              image: plan.image,
              ...(spec.trainer.command.length > 0 && { command: spec.trainer.command }),
              ...(spec.trainer.args.length > 0 && { args: spec.trainer.args }),
              ports: [
                { name: 'tcp-training', containerPort: ports.training, protocol: 'TCP' },
                { name: 'http-metrics', containerPort: ports.metrics, protocol: 'TCP' },
              ],
              env: role.environment.map(variable),
              resources: resources(role.resources),
              volumeMounts: mounts(role.volumes),
              terminationMessagePolicy: 'FallbackToLogsOnError',
              securityContext: unprivileged,
            },
          ],
          volumes: volumes(role.volumes),
        },
      },
    },
  };
}

const unprivileged = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

function scheduling({ spec }: Plan, { scheduling: demanded }: JobPlan) {
  const { nodeSelector, tolerations, affinity } = spec.podTemplateOverrides;
  const selector = { ...demanded.nodeSelector, ...nodeSelector };
  const borne = [...demanded.tolerations, ...tolerations];
  return {
    ...(Object.keys(selector).length > 0 && { nodeSelector: selector }),
    ...(borne.length > 0 && { tolerations: borne }),
    ...(affinity && { affinity }),
  };
}

/** Fetches the user's code at one revision before training starts. */
function clone({ policy }: Plan, { url, revision }: { readonly url: string; readonly revision: string }) {
  return {
    name: 'source',
    image: policy.images.git,
    command: [
      'sh',
      '-euc',
      'git init -q . && git fetch -q --depth=1 -- "$SOURCE_URL" "$SOURCE_REVISION" && git checkout -q FETCH_HEAD',
    ],
    workingDir: folders.source,
    env: [
      { name: 'SOURCE_URL', value: url },
      { name: 'SOURCE_REVISION', value: revision },
      { name: 'HOME', value: folders.temporary },
    ],
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'source', mountPath: folders.source },
      { name: 'tmp', mountPath: folders.temporary },
    ],
    securityContext: unprivileged,
  };
}

function resources({ cpu, memory, ephemeralStorage, accelerator, efaInterfaces }: PodResources) {
  const amounts = {
    cpu,
    memory,
    'ephemeral-storage': ephemeralStorage,
    ...(accelerator && { [accelerator.resourceName]: String(accelerator.count) }),
    ...(efaInterfaces !== undefined && { 'vpc.amazonaws.com/efa': String(efaInterfaces) }),
  };
  return { requests: amounts, limits: amounts };
}

function variable(entry: Variable) {
  return 'value' in entry
    ? { name: entry.name, value: entry.value }
    : { name: entry.name, valueFrom: { fieldRef: { fieldPath: entry.fieldPath } } };
}

/** Only the trainer's own exits count: a sidecar's code says nothing about training. */
function podFailureRule({ action, on }: FailureRule) {
  return 'podCondition' in on
    ? { action, onPodConditions: [{ type: on.podCondition, status: 'True' }] }
    : { action, onExitCodes: { containerName: trainerContainer, operator: 'In', values: on.exitCodes } };
}
