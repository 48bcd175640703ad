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
  /** Folder or URI of the run's own artifacts. */
  readonly artifacts: string;
  /** Whether task 0 of this role reports progress. */
  readonly reportsProgress: boolean;
  readonly progressConfigMap: string;
}

/** Annotation that an Indexed Job gives each pod. */
const completionIndex = "metadata.annotations['batch.kubernetes.io/job-completion-index']";

/** The environment contract for the pods of one role, then `TF_CONFIG`, then the policy's proxies, then the user's own variables. */
export function variables(spec: TrainingRunSpec, policy: Policy, facts: EnvironmentFacts): readonly Variable[] {
  const { trainer } = spec;
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
    ['HTTP_PROXY', policy.proxy.http],
    ['HTTPS_PROXY', policy.proxy.https],
    ['NO_PROXY', policy.proxy.noProxy],
  ];
  return [
    // First, since TF_CONFIG below refers to it: Kubernetes expands only what was defined before.
    { name: environment.index, fieldPath: completionIndex },
    ...contract.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    { name: 'TF_CONFIG', value: facts.tfConfig },
    ...trainer.env,
  ];
}

/** An input as the trainer sees it; `path` where it is mounted. */
function input({ name, uri, access }: TrainingRunSpec['inputs'][number]) {
  return { name, uri, access, ...(claim(uri) && { path: `${folders.inputs}/${name}` }) };
}

/** `$(…)` in a value is Kubernetes' own syntax; doubled, it stays as the user wrote it. */
function literal(text: string): string {
  return text.replaceAll('$(', '$$(');
}

/** The role whose task 0 reports: it is the leading one. */
export function reportsProgress(role: RoleName, leading: RoleName): boolean {
  return role === leading;
}
