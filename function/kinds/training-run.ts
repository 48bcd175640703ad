import { at } from '../../api/json.ts';
import { jobRole, resourceKeys } from '../../api/resource-keys.ts';
import type { Progress } from '../../api/trainer-contract/progress.ts';
import { composeTrainingRun } from '../compose/training-run.ts';
import { nodesReady } from '../observe/compute-pool.ts';
import { observedJobs } from '../observe/job.ts';
import { recordedTraining, type RecordedTraining } from '../observe/previous-status.ts';
import { progress } from '../observe/progress.ts';
import { remoteOrSelf } from '../observe/remote-object.ts';
import { recordedDecision, type RecordedDecision } from '../observe/sticky.ts';
import { plan, type PlanInput } from '../plan/plan.ts';
import type { PolicyData } from '../policy/parse.ts';
import type { Request } from '../request.ts';
import type { Answer, Event, Requirement } from '../response.ts';
import { keepObserved } from '../settle/keep-observed.ts';
import { settle, type Settled } from '../settle/settle.ts';
import { parseTrainingRun } from '../spec/parse-training-run.ts';
import { conditions } from '../status/conditions.ts';
import { phase } from '../status/phase.ts';
import { summary } from '../status/plan-summary.ts';
import { trainingRunStatus } from '../status/training-run.ts';
import { unplanned } from '../status/unplanned.ts';
import { borneOut, heldPolicy, sticky } from './kept-decision.ts';
import { leadingJob, readyPods } from './leading-job.ts';
import { deliveredPolicy, policyRequirements } from './platform-policy.ts';
import { refusal } from './refusal.ts';
import { surroundings } from './run-surroundings.ts';
import { ttlSeconds, waitingForFacts } from './waiting.ts';

/** A TrainingRun: understood, allowed, planned, composed; then what may be made now is asked for, and the rest waits. */
export function trainingRun(request: Request): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const always = policyRequirements(composite);
  const parsed = parseTrainingRun(composite.spec, composite.namespace);
  if (!parsed.ok) return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, always, unplanned());
  const spec = parsed.value;

  const jobs = observedJobs(observed);
  const recorded = recordedTraining(composite.status, jobs);
  const decision = observed.size > 0 || recorded.outcome ? recordedDecision(composite.status) : undefined;
  const delivered = deliveredPolicy(request, heldPolicy(decision, spec));
  if (delivered.type === 'NotDelivered') return waitingForFacts(request, always);
  if (delivered.type === 'Refused') return refusal(request, delivered.refusal, always, unplanned());

  const borne = borneOut(decision, { observed, jobs, images: delivered.policy.images });
  const { cluster, pool, ...asked } = surroundings(request, spec, delivered.policy, borne);
  const requirements = { ...always, ...asked.requirements };
  if (asked.isIncomplete) return waitingForFacts(request, requirements);
  return answer(request, requirements, {
    run: { name: composite.name, namespace: composite.namespace },
    spec,
    recorded,
    jobs,
    policy: delivered.policy,
    policyData: delivered.data,
    ...(cluster && { cluster }),
    ...(pool && { pool }),
    ...(borne && { decision: borne }),
  });
}

/** What is known of a run before it is planned. */
interface Known extends Pick<PlanInput, 'run' | 'spec' | 'policy' | 'cluster' | 'pool' | 'recorded' | 'jobs'> {
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
  const { spec, recorded, cluster, jobs } = known;
  const reported = progress(remoteOrSelf(observed.get(resourceKeys.progress)));
  const planned = plan({
    ...known,
    nodesReady: nodesReady(observed),
    existing: new Set(observed.keys()),
    ...(decision && { sticky: sticky(decision, cluster, composite) }),
    ...(reported && { progress: reported }),
  });
  if (planned.type === 'Refused') {
    return refusal(request, planned.refusal, requirements, unplanned(planned.rejected));
  }

  const decided = planned.plan;
  const settled = withoutFinished(settle(composeTrainingRun(decided), observed), reported);
  const kept = keepObserved(observed, decided.keptJobs);
  const unreadable = [...settled.unreadable, ...(kept.ok ? [] : kept.unreadable)];
  if (!kept.ok || unreadable.length > 0)
    return {
      fatal: `cannot keep ${unreadable.join(', ')}: Crossplane's own fields are not marked in the observed objects`,
    };

  const leading = leadingJob(decided, jobs);
  const now = phase({
    training: decided.training,
    suspend: spec.suspend,
    ...(leading && { leading }),
    ...(reported && { progress: reported }),
  });
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

/**
 * A trainer that reports success has done its work: for a second or two its pod is not ready any more and its Job not
 * complete yet. A run that was ready does not stop being so in between.
 */
function withoutFinished(settled: Settled, reported: Progress | undefined): Settled {
  if (reported?.phase !== 'Succeeded') return settled;
  return { ...settled, notReady: settled.notReady.filter(({ resource }) => jobRole(resource) === undefined) };
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
