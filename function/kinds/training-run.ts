import { apiVersion, policyName } from '../../api/names.ts';
import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import { composeTrainingRun } from '../compose/training-run.ts';
import { observedJob, type ObservedJob } from '../observe/job.ts';
import { recordedTraining, type RecordedTraining } from '../observe/previous-status.ts';
import { progress } from '../observe/progress.ts';
import { remoteOrSelf } from '../observe/remote-object.ts';
import { recordedDecision, type RecordedDecision } from '../observe/sticky.ts';
import { clusterFacts, type ClusterFacts } from '../observe/training-cluster.ts';
import { plan, type Plan, type Sticky } from '../plan/plan.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Composite, Request } from '../request.ts';
import type { Answer, Event, Requirement } from '../response.ts';
import { keepObserved } from '../settle/keep-observed.ts';
import { settle } from '../settle/settle.ts';
import { parseTrainingRun } from '../spec/parse-training-run.ts';
import type { ClusterReference, TrainingRunSpec } from '../spec/training-run.ts';
import { conditions } from '../status/conditions.ts';
import { phase } from '../status/phase.ts';
import { summary } from '../status/plan-summary.ts';
import { trainingRunStatus } from '../status/training-run.ts';
import { refusal } from './refusal.ts';
import { ttlSeconds, waitingForFacts } from './waiting.ts';

/** A TrainingRun: understood, allowed, planned, composed; then what may be made now is asked for, and the rest waits. */
export function trainingRun(request: Request): Answer | { readonly fatal: string } {
  const { composite } = request;
  const parsed = parseTrainingRun(composite.spec, composite.namespace);
  if (!parsed.ok)
    return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, policyRequirements(composite));
  const spec = parsed.value;

  const policyObjects = [request.required('policy'), request.required('namespace-policy')];
  const policy = parsePolicy(policyObjects[0]?.[0], policyObjects[1]?.[0]);
  if (policyObjects.includes(undefined)) return waitingForFacts(request, policyRequirements(composite));
  if (!policy.ok)
    return refusal(request, { reason: 'InvalidPolicy', errors: policy.errors }, policyRequirements(composite));

  const reference = spec.cluster ?? policy.value.defaults.cluster;
  const requirements = { ...policyRequirements(composite), ...clusterRequirement(reference) };
  const cluster = request.required('cluster');
  if (reference && !cluster) return waitingForFacts(request, requirements);
  return answer(request, spec, policy.value, clusterFacts(cluster?.[0]), requirements);
}

function answer(
  request: Request,
  spec: TrainingRunSpec,
  policy: Policy,
  cluster: ClusterFacts | undefined,
  requirements: Readonly<Record<string, Requirement>>,
): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const recorded = recordedTraining(composite.status);
  const jobs = observedJobs(observed);
  const reported = progress(remoteOrSelf(observed.get(resourceKeys.progress)));
  const decision = observed.size > 0 || recorded.outcome ? recordedDecision(composite.status) : undefined;
  const planned = plan({
    run: { name: composite.name, namespace: composite.namespace },
    spec,
    policy,
    recorded,
    jobs,
    ...(cluster && { cluster }),
    ...(decision && { sticky: sticky(decision, cluster, composite) }),
    ...(reported && { progress: reported }),
  });
  if (planned.type === 'Refused') return refusal(request, planned.refusal, requirements);

  const decided = planned.plan;
  const settled = settle(composeTrainingRun(decided), observed);
  const kept = keepObserved(observed, decided.keptJobs);
  if (!kept.ok)
    return {
      fatal: `cannot keep ${kept.unreadable.join(', ')}: Crossplane's own fields are not marked in the observed objects`,
    };

  const leading = leadingJob(decided, jobs);
  const now = phase({ training: decided.training, suspend: spec.suspend, ...(leading && { leading }) });
  const all = conditions({ phase: now, training: decided.training, settled, summary: summary(decided) });
  const isReady =
    settled.waitingFor.length === 0 && settled.notReady.length === 0 && decided.training.attempt === recorded.attempt;
  return {
    desired: [...settled.desired, ...kept.desired],
    ready: isReady,
    status: trainingRunStatus({
      plan: decided,
      phase: now,
      conditions: all,
      settled,
      ...(leading && { leading }),
      ...(reported && { progress: reported }),
      ...(composite.generation !== undefined && { generation: composite.generation }),
      specGiven: composite.spec,
      earlier: composite.status,
    }),
    conditions: all,
    events: events(recorded, decided.training),
    requirements,
    ttlSeconds: ttlSeconds(now, settled),
  };
}

/** Observed Jobs, of whatever attempt and on whatever cluster, by composition resource name. */
function observedJobs(observed: Request['observed']): ReadonlyMap<string, ObservedJob> {
  return new Map(
    [...observed].flatMap(([key, object]) => {
      if (jobRole(key) === undefined) return [];
      // An Object that was not seen on its cluster yet still stands for a Job that may run there.
      const job = observedJob(remoteOrSelf(object)) ?? notSeenYet;
      return [[key, job] as const];
    }),
  );
}

const notSeenYet: ObservedJob = { name: '', labels: {}, suspended: false, active: 0, ready: 0, failedPods: 0 };

/** The Job that decides how the run ends: the wanted one, or after the end the one that is kept. */
function leadingJob(
  { jobs, keptJobs, leadingRole }: Plan,
  observed: ReadonlyMap<string, ObservedJob>,
): ObservedJob | undefined {
  const key = [...jobs.map((job) => job.key), ...keptJobs].find(
    (candidate) => jobRole(candidate) === leadingRole && observed.has(candidate),
  );
  return key === undefined ? undefined : observed.get(key);
}

function sticky(decision: RecordedDecision, cluster: ClusterFacts | undefined, { name, namespace }: Composite): Sticky {
  const { clusterType, image, accelerator, price, ownArtifactsURI } = decision;
  const recorded: ClusterFacts | undefined =
    cluster ??
    (decision.cluster && { ...decision.cluster, type: clusterType, allowedNamespaces: [namespace], accelerators: [] });
  return {
    target:
      clusterType === 'Existing'
        ? {
            type: 'Remote',
            cluster: recorded ?? { name, namespace, type: 'Existing', allowedNamespaces: [], accelerators: [] },
            ...(decision.providerConfigRef && { providerConfigRef: decision.providerConfigRef }),
          }
        : { type: 'InCluster', ...(recorded && { cluster: recorded }) },
    image,
    ...(accelerator && { accelerator }),
    ...(price && { price }),
    ...(ownArtifactsURI !== undefined && { ownArtifactsURI }),
  };
}

function policyRequirements({ namespace }: Composite): Readonly<Record<string, Requirement>> {
  const environmentConfig = { apiVersion: 'apiextensions.crossplane.io/v1beta1', kind: 'EnvironmentConfig' };
  return {
    policy: { ...environmentConfig, name: policyName },
    'namespace-policy': { ...environmentConfig, name: `${policyName}-${namespace}` },
  };
}

function clusterRequirement(reference: ClusterReference | undefined): Readonly<Record<string, Requirement>> {
  return reference ? { cluster: { apiVersion, kind: 'TrainingCluster', ...reference } } : {};
}

/** What has just changed, once. */
function events(before: RecordedTraining, now: RecordedTraining): readonly Event[] {
  if (now.outcome && !before.outcome) {
    return [
      {
        severity: now.outcome === 'Failed' ? 'Warning' : 'Normal',
        reason: now.failureReason ?? now.outcome,
        message: now.message ?? '',
      },
    ];
  }
  if (now.attempt !== before.attempt) return [{ severity: 'Normal', reason: 'Restarting', message: now.message ?? '' }];
  return [];
}
