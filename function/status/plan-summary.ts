import { recordAt } from '../../api/json.ts';
import type { RejectedAccelerator } from '../plan/accelerator.ts';
import { duration, usd } from '../plan/money.ts';
import type { OwnPoolPlan } from '../plan/own-pool.ts';
import type { Plan } from '../plan/plan.ts';

/** `status.plan`; what was decided at the beginning is taken over from `earlier`, the plan in status: absent while nothing exists. */
export function planSummary(plan: Plan, earlier: unknown) {
  const { machines, deadline } = plan;
  const { accelerator, price, rejected, pools } = machines;
  const kept = recordAt(earlier);
  const workers = pools.find(({ purpose }) => purpose === 'Workers');
  const offer = {
    ...(accelerator && { accelerator: accelerator.type, count: accelerator.count }),
    ...(price?.offer && {
      cloud: price.offer.cloud,
      region: price.offer.region,
      instanceType: price.offer.instanceType,
    }),
    ...(workers && {
      cloud: 'AWS',
      region: plan.target.cluster?.location?.region,
      instanceType: workers.machine.instanceType,
    }),
    ...(machines.capacityType && { capacityType: machines.capacityType }),
    ...(price && { usdPerHour: price.usdPerHour.toFixed(4) }),
  };
  return {
    accelerator: acceleratorSummary(plan),
    where: where(plan),
    summary: summary(plan),
    // The run's own machines are recorded one by one, and those that were excluded since are no longer its offer.
    ...(Object.keys(offer).length > 0 && { offer: workers ? offer : (kept['offer'] ?? offer) }),
    ...(pools.length > 0 && { machines: pools.map(machinesSummary) }),
    ...(rejected.length > 0 && { rejected: rejected.map(rejectedSummary) }),
    ...(rejected.length === 0 && kept['rejected'] !== undefined && { rejected: kept['rejected'] }),
    ...accessSummary(plan, kept['access']),
    ...pricesDate(price?.date ?? kept['pricesDate']),
    ...(deadline && { deadlineSeconds: deadline.seconds }),
  };
}

/** An accelerator that was wished for, and why it is not taken. */
export function rejectedSummary({ type, count, instanceType, reason }: RejectedAccelerator) {
  return { accelerator: `${count}×${type}`, ...(instanceType !== undefined && { instanceType }), reason };
}

/** What pods may do in the cloud; as it was while its facts are lost. */
function accessSummary({ access }: Plan, earlier: unknown) {
  if (!access) return {};
  const statements = access.statements.map(({ id, reason }) => ({ statement: id, reason }));
  return { access: access.cluster ? statements : (earlier ?? statements) };
}

function machinesSummary({ purpose, name, machine, accelerator, nodes, tasksEach, diskUSDPerHour }: OwnPoolPlan) {
  const { instanceType, efaInterfaces, usdPerHour } = machine;
  return {
    purpose,
    pool: name,
    instanceType,
    nodes,
    accelerators: accelerator?.count ?? 0,
    tasksEach,
    efaInterfaces,
    ...(usdPerHour !== undefined && { usdPerHour: usdPerHour.toFixed(4) }),
    ...(diskUSDPerHour !== undefined && { diskUSDPerHour: diskUSDPerHour.toFixed(4) }),
  };
}

/** Accelerators of all workers together, `4×L4`; workers without any count as CPU. */
function acceleratorSummary({ machines: { accelerator, capacityType }, spec: { workers } }: Plan): string {
  const shape = accelerator ? `${workers * accelerator.count}×${accelerator.type}` : `${workers}×CPU`;
  return capacityType === undefined ? shape : `${shape} ${capacityType}`;
}

/** Where a run trains, for people. */
function where({ target, cluster }: Plan): string {
  if (cluster) return `AWS ${cluster.spec.region}`;
  return target.cluster ? `${target.cluster.namespace}/${target.cluster.name}` : 'in-cluster';
}

/** The plan in a sentence. */
export function summary(plan: Plan): string {
  const { deadline, spending, machines } = plan;
  const parts = [`${acceleratorSummary(plan)} on ${placeSummary(plan)}`];
  if (machines.price && spending.hourlyUSD !== undefined)
    parts.push(`$${usd(spending.hourlyUSD)} per hour (${machines.price.source})`);
  if (deadline)
    parts.push(`stops after ${duration(deadline.seconds)}${reasonOf(deadline.limitedBy, spending.totalUSD)}`);
  return parts.join(', ');
}

function placeSummary({ target, cluster, machines: { sharedPool, pools } }: Plan): string {
  if (cluster) return `a cluster of its own in AWS ${cluster.spec.region}`;
  if (!target.cluster) return 'the cluster that Crossplane runs in';
  const named = `TrainingCluster ${target.cluster.namespace}/${target.cluster.name}`;
  if (sharedPool) return `ComputePool ${sharedPool.namespace}/${sharedPool.name} of ${named}`;
  return pools.length > 0 ? `machines of its own on ${named}` : named;
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
