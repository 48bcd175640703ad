import { contractVersion, environment, folders, ports } from '../../api/trainer-contract/environment.ts';
import type { Policy } from '../policy/policy.ts';
import { claim, type TrainingRunSpec } from '../spec/training-run.ts';
import { canonical } from './names.ts';
import type { Role, RoleName } from './role.ts';

/** A container's variable, by value or from the pod itself. */
export type Variable =
  { readonly name: string; readonly value: string } | { readonly name: string; readonly fieldPath: string };

/** What the environment of one role is made of. */
export interface EnvironmentFacts {
  readonly run: string;
  readonly namespace: string;
  readonly role: Role;
  readonly attempt: number;
  readonly accelerators: number;
  readonly tfConfig: string;
  /** The run's headless Service, below which its pods have their names. */
  readonly service: string;
  /** Folder or URI of the run's own artifacts. */
  readonly artifacts: string;
  /** Whether task 0 of this role reports progress. */
  readonly reportsProgress: boolean;
  readonly progressConfigMap: string;
}

/** Annotation that an Indexed Job gives each pod. */
const completionIndex = "metadata.annotations['batch.kubernetes.io/job-completion-index']";

/**
 * The environment contract and the policy's proxies for the pods of one role, then `TF_CONFIG`, then the user's own
 * variables, which stand instead of ours of the same name: the API server refuses two of one name.
 */
export function variables(spec: TrainingRunSpec, policy: Policy, facts: EnvironmentFacts): readonly Variable[] {
  const { trainer } = spec;
  const own = new Set(trainer.env.map(({ name }) => name));
  const contract: readonly (readonly [string, string | undefined])[] = [
    [environment.contract, contractVersion],
    [environment.run, facts.run],
    [environment.namespace, facts.namespace],
    [environment.role, facts.role.name],
    [environment.attempt, String(facts.attempt)],
    [environment.strategy, spec.strategy.type],
    [environment.recipe, trainer.type === 'Recipe' ? trainer.recipe : undefined],
    [environment.module, trainer.type === 'Module' ? trainer.module : undefined],
    [environment.source, trainer.source ? folders.source : undefined],
    [environment.hyperparameters, literal(canonical(trainer.hyperparameters))],
    [environment.accelerator, facts.accelerators > 0 ? 'required' : 'none'],
    [environment.acceleratorCount, String(facts.accelerators)],
    [environment.artifacts, facts.artifacts],
    [environment.checkpointIntervalSeconds, String(spec.artifacts.checkpoint.intervalSeconds)],
    [environment.checkpointKeep, String(spec.artifacts.checkpoint.keep)],
    [environment.inputs, literal(canonical(spec.inputs.map(input)))],
    [environment.failurePolicy, canonical(spec.failurePolicy)],
    [
      environment.progress,
      facts.reportsProgress ? `configmap://${facts.namespace}/${facts.progressConfigMap}` : undefined,
    ],
    [environment.metricsPort, String(ports.metrics)],
    // Read-only roots leave no home; Python and its libraries want one.
    ['HOME', folders.temporary],
    // TensorFlow's own advice for parameter servers, on every task; harmless elsewhere.
    ['GRPC_FAIL_FAST', 'use_caller'],
    ...proxies(policy, facts),
  ];
  return [
    // First, since TF_CONFIG below refers to it: Kubernetes expands only what was defined before.
    { name: environment.index, fieldPath: completionIndex },
    ...contract.flatMap(([name, value]) => (value === undefined || own.has(name) ? [] : [{ name, value }])),
    { name: 'TF_CONFIG', value: facts.tfConfig },
    ...trainer.env.map(({ name, value }) => ({ name, value: literal(value) })),
  ];
}

/** The policy's proxies; peers are never reached through one. */
function proxies(
  { proxy }: Policy,
  { service, namespace }: EnvironmentFacts,
): readonly (readonly [string, string | undefined])[] {
  if (proxy.http === undefined && proxy.https === undefined) return [];
  const direct = [proxy.noProxy, `.${service}.${namespace}.svc`].filter((part) => part !== undefined && part !== '');
  return [
    ['HTTP_PROXY', proxy.http],
    ['HTTPS_PROXY', proxy.https],
    ['NO_PROXY', literal(direct.join(','))],
  ];
}

/** An input as the trainer sees it; `path` where it is mounted. */
function input({ name, uri, access }: TrainingRunSpec['inputs'][number]) {
  return { name, uri, access, ...(claim(uri) && { path: `${folders.inputs}/${name}` }) };
}

/** `$(…)` and `$$` in a value are Kubernetes' own syntax; with every `$` doubled, it stays as the user wrote it. */
function literal(text: string): string {
  return text.split('$').join('$$');
}

/** The role whose task 0 reports: it is the leading one. */
export function reportsProgress(role: RoleName, leading: RoleName): boolean {
  return role === leading;
}
