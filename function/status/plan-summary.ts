import { recordAt } from '../../api/json.ts';
import type { RejectedAccelerator } from '../plan/accelerator.ts';
import { duration, usd } from '../plan/money.ts';
import type { Plan } from '../plan/plan.ts';
import type { Target } from '../plan/target.ts';

/** `status.plan`; what was decided at the beginning is taken over from `earlier`, the plan in status: absent while nothing exists. */
export function planSummary(plan: Plan, earlier: unknown) {
  const { accelerator, price, rejected, deadline } = plan;
  const kept = recordAt(earlier);
  const offer = {
    ...(accelerator && { accelerator: accelerator.type, count: accelerator.count }),
    ...(price?.offer && {
      cloud: price.offer.cloud,
      region: price.offer.region,
      instanceType: price.offer.instanceType,
    }),
    ...(price && { usdPerHour: price.usdPerHour.toFixed(4) }),
  };
  return {
    accelerator: acceleratorSummary(plan),
    where: where(plan.target),
    summary: summary(plan),
    ...(Object.keys(offer).length > 0 && { offer: kept['offer'] ?? offer }),
    ...(rejected.length > 0 && { rejected: rejected.map(rejectedSummary) }),
    ...(rejected.length === 0 && kept['rejected'] !== undefined && { rejected: kept['rejected'] }),
    ...pricesDate(price?.date ?? kept['pricesDate']),
    ...(deadline && { deadlineSeconds: deadline.seconds }),
  };
}

/** An accelerator that was wished for, and why it is not taken. */
export function rejectedSummary({ type, count, reason }: RejectedAccelerator) {
  return { accelerator: `${count}×${type}`, reason };
}

/** Accelerators of all workers together, `4×L4`; workers without any count as CPU. */
function acceleratorSummary({ accelerator, spec: { workers } }: Plan): string {
  return accelerator ? `${workers * accelerator.count}×${accelerator.type}` : `${workers}×CPU`;
}

/** Where a run trains, for people. */
function where(target: Target): string {
  return target.cluster ? `${target.cluster.namespace}/${target.cluster.name}` : 'in-cluster';
}

/** The plan in a sentence. */
export function summary(plan: Plan): string {
  const { deadline, price, spending, target } = plan;
  const place = target.cluster ? `TrainingCluster ${where(target)}` : 'the cluster that Crossplane runs in';
  const parts = [`${acceleratorSummary(plan)} on ${place}`];
  if (price && spending.hourlyUSD !== undefined) parts.push(`$${usd(spending.hourlyUSD)} per hour (${price.source})`);
  if (deadline)
    parts.push(`stops after ${duration(deadline.seconds)}${reasonOf(deadline.limitedBy, spending.totalUSD)}`);
  return parts.join(', ');
}

function reasonOf(limitedBy: 'Spec' | 'Policy' | 'Budget', totalUSD: number | undefined): string {
  switch (limitedBy) {
    case 'Budget':
      return `, when $${usd(totalUSD ?? 0)} is spent`;
    case 'Policy':
      return ', the longest that policy allows';
    case 'Spec':
      return '';
  }
}

function pricesDate(date: unknown) {
  return typeof date === 'string' ? { pricesDate: date } : {};
}
