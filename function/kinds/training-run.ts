import { at } from '../../api/json.ts';
import { apiVersion } from '../../api/names.ts';
import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import { composeTrainingRun } from '../compose/training-run.ts';
import { observedJob, type ObservedJob } from '../observe/job.ts';
import { recordedTraining, type RecordedTraining } from '../observe/previous-status.ts';
import { progress } from '../observe/progress.ts';
import { remoteOrSelf } from '../observe/remote-object.ts';
import { recordedDecision, type RecordedDecision } from '../observe/sticky.ts';
import { clusterFacts } from '../observe/training-cluster.ts';
import { plan, type Plan, type PlanInput } from '../plan/plan.ts';
import type { RoleName } from '../plan/role.ts';
import type { PolicyData } from '../policy/parse.ts';
import type { Request } from '../request.ts';
import type { Answer, Event, Requirement } from '../response.ts';
import { keepObserved } from '../settle/keep-observed.ts';
import { settle } from '../settle/settle.ts';
import { parseTrainingRun } from '../spec/parse-training-run.ts';
import type { ClusterReference } from '../spec/training-run.ts';
import { conditions } from '../status/conditions.ts';
import { phase } from '../status/phase.ts';
import { summary } from '../status/plan-summary.ts';
import { trainingRunStatus } from '../status/training-run.ts';
import { unplanned } from '../status/unplanned.ts';
import { heldPolicy, sticky } from './kept-decision.ts';
import { deliveredPolicy, policyRequirements } from './platform-policy.ts';
import { refusal } from './refusal.ts';
import { ttlSeconds, waitingForFacts } from './waiting.ts';

/** A TrainingRun: understood, allowed, planned, composed; then what may be made now is asked for, and the rest waits. */
export function trainingRun(request: Request): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const always = policyRequirements(composite);
  const parsed = parseTrainingRun(composite.spec, composite.namespace);
  if (!parsed.ok) return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, always, unplanned());
  const spec = parsed.value;

  const recorded = recordedTraining(composite.status);
  const decision = observed.size > 0 || recorded.outcome ? recordedDecision(composite.status) : undefined;
  const delivered = deliveredPolicy(request, heldPolicy(decision, spec));
  if (delivered.type === 'NotDelivered') return waitingForFacts(request, always);
  if (delivered.type === 'Refused') return refusal(request, delivered.refusal, always, unplanned());

  const reference = decision ? decision.cluster : (spec.cluster ?? delivered.policy.defaults.cluster);
  const requirements = { ...always, ...clusterRequirement(reference) };
  const cluster = request.required('cluster');
  if (reference && !cluster) return waitingForFacts(request, requirements);
  const facts = clusterFacts(cluster?.[0]);
  return answer(request, requirements, {
    run: { name: composite.name, namespace: composite.namespace },
    spec,
    recorded,
    policy: delivered.policy,
    policyData: delivered.data,
    ...(facts && { cluster: facts }),
    ...(decision && { decision }),
  });
}

/** What is known of a run before it is planned. */
interface Known extends Pick<PlanInput, 'run' | 'spec' | 'policy' | 'cluster' | 'recorded'> {
  readonly policyData: PolicyData;
  /** What an earlier call decided; absent while nothing of the run exists. */
  readonly decision?: RecordedDecision;
}

function answer(
  request: Request,
  requirements: Readonly<Record<string, Requirement>>,
  { policyData, decision, ...known }: Known,
): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const { spec, recorded, cluster } = known;
  const jobs = observedJobs(observed);
  const reported = progress(remoteOrSelf(observed.get(resourceKeys.progress)));
  const planned = plan({
    ...known,
    jobs,
    ...(decision && { sticky: sticky(decision, cluster, composite) }),
    ...(reported && { progress: reported }),
  });
  if (planned.type === 'Refused') {
    return refusal(request, planned.refusal, requirements, unplanned(planned.rejected));
  }

  const decided = planned.plan;
  const settled = settle(composeTrainingRun(decided), observed);
  const kept = keepObserved(observed, decided.keptJobs);
  const unreadable = [...settled.unreadable, ...(kept.ok ? [] : kept.unreadable)];
  if (!kept.ok || unreadable.length > 0)
    return {
      fatal: `cannot keep ${unreadable.join(', ')}: Crossplane's own fields are not marked in the observed objects`,
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
      workersReady: readyPods('worker', decided, jobs),
      ...(reported && { progress: reported }),
      ...(composite.generation !== undefined && { generation: composite.generation }),
      specGiven: composite.spec,
      policyData,
      ...(decision && { earlier: { plan: at(composite.status, 'plan'), functionVersion: decision.functionVersion } }),
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
function leadingJob(decided: Plan, observed: ReadonlyMap<string, ObservedJob>): ObservedJob | undefined {
  return jobOf(decided.leadingRole, decided, observed);
}

function jobOf(
  role: RoleName,
  { jobs, keptJobs }: Plan,
  observed: ReadonlyMap<string, ObservedJob>,
): ObservedJob | undefined {
  const key = [...jobs.map((job) => job.key), ...keptJobs].find(
    (candidate) => jobRole(candidate) === role && observed.has(candidate),
  );
  return key === undefined ? undefined : observed.get(key);
}

function readyPods(role: RoleName, decided: Plan, observed: ReadonlyMap<string, ObservedJob>): number {
  return jobOf(role, decided, observed)?.ready ?? 0;
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
