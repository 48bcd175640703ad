import type { Policy } from '../policy/policy.ts';
import type { TrainingRunSpec } from '../spec/training-run.ts';
import type { RunCluster } from './aws/run-cluster.ts';
import type { RunMachines } from './machines.ts';
import { duration, rounded, usd } from './money.ts';
import type { Refusal } from './refusal.ts';
import type { CostPart } from './running-cost.ts';

/** How long the run's Jobs may be active, all attempts together, and who says so. */
export interface Deadline {
  readonly seconds: number;
  readonly limitedBy: 'Spec' | 'Policy' | 'Budget';
}

/** What is spent, and what may be. */
export interface Spending {
  /** All that the run pays for; absent: nothing prices it. */
  readonly hourlyUSD?: number;
  /** What is paid for before training begins, while it is being made. */
  readonly setUpUSD: number;
  /** What is paid for by the hour, where machines or cluster are the run's own. */
  readonly parts: readonly OwnedPart[];
  /** The lower of the run's and the policy's total; absent: no limit. */
  readonly totalUSD?: number;
}

/** A part of the cost, and whose it is. */
export interface OwnedPart extends CostPart {
  readonly of: 'Machines' | 'Cluster';
}

/** A budget that does not even buy this much is refused: images are still being pulled. */
const shortestUsefulSeconds = 300;

/**
 * The shortest of: what was asked, the policy's cap, and what the budget buys.
 * Kubernetes enforces it by `activeDeadlineSeconds`, so a budget needs no orchestrator.
 */
export function deadline(
  spec: TrainingRunSpec,
  policy: Policy,
  { hourlyUSD, totalUSD, setUpUSD }: Spending,
): Deadline | undefined {
  const limits: Deadline[] = [];
  const add = (seconds: number | undefined, limitedBy: Deadline['limitedBy']) => {
    if (seconds !== undefined) limits.push({ seconds, limitedBy });
  };
  add(spec.activeDeadlineSeconds, 'Spec');
  add(policy.caps.maxActiveDeadlineSeconds, 'Policy');
  if (totalUSD !== undefined && hourlyUSD) add(secondsFor(totalUSD - setUpUSD, hourlyUSD), 'Budget');
  return limits.reduce<Deadline | undefined>(
    (lowest, limit) => (lowest && lowest.seconds <= limit.seconds ? lowest : limit),
    undefined,
  );
}

/** The lower of the run's and the policy's total. */
function totalUSD(spec: TrainingRunSpec, policy: Policy): number | undefined {
  const limits = [spec.budget.totalUSD, policy.caps.maxTotalUSD].filter((limit) => limit !== undefined);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** Why the run costs too much, or cannot be held to its budget. */
export function budgetRefusal(spec: TrainingRunSpec, policy: Policy, spending: Spending): Refusal | undefined {
  const { hourlyUSD, setUpUSD, totalUSD: total, parts } = spending;
  const asks = spec.budget.totalUSD !== undefined || spec.budget.maxHourlyUSD !== undefined;
  if (hourlyUSD === undefined) {
    return asks
      ? refusal(
          'spec.budget',
          'cannot be enforced: nothing prices these workers; set prices.overrides in the policy, or leave the budget out',
        )
      : undefined;
  }
  for (const [limit, path] of [
    [spec.budget.maxHourlyUSD, 'spec.budget.maxHourlyUSD'],
    [policy.caps.maxHourlyUSD, "the policy's caps.maxHourlyUSD"],
  ] as const) {
    if (limit !== undefined && hourlyUSD > limit) {
      return refusal(
        path,
        `is $${usd(limit)} per hour, but ${payer(spec, parts)} $${usd(hourlyUSD)}; ask for fewer or cheaper ones, or raise it`,
      );
    }
  }
  if (total !== undefined && secondsFor(total - setUpUSD, hourlyUSD) < shortestUsefulSeconds) {
    const buys = duration(Math.max(0, secondsFor(total - setUpUSD, hourlyUSD)));
    const least = setUpUSD + (hourlyUSD * shortestUsefulSeconds) / 3600 + 0.005;
    const setUp = setUpUSD > 0 ? `, after $${usd(setUpUSD)} until training begins` : '';
    return refusal(
      'spec.budget.totalUSD',
      `$${usd(total)} buys only ${buys} at $${usd(hourlyUSD)} per hour${setUp}; raise it to at least $${usd(least)}`,
    );
  }
  return undefined;
}

/** How long some money lasts. */
function secondsFor(amountUSD: number, hourlyUSD: number): number {
  return Math.floor((amountUSD / hourlyUSD) * 3600);
}

function payer({ workers }: TrainingRunSpec, parts: readonly OwnedPart[]): string {
  if (parts.some(({ of }) => of === 'Cluster')) return 'the run with its own cluster costs';
  return workers === 1 ? 'one worker costs' : `${workers} workers cost`;
}

/** Minutes until a cluster that is made takes pods, and until machines have joined: AWS promises neither. */
const clusterMinutes = 25;
const machineMinutes = 8;

/** What the run pays for by the hour, and before it trains: its share of what is there, or all of what is its own. */
export function spending(
  spec: TrainingRunSpec,
  policy: Policy,
  { machines: { price, pools }, cluster }: { readonly machines: RunMachines; readonly cluster?: RunCluster },
): Spending {
  const total = totalUSD(spec, policy);
  const limit = total === undefined ? {} : { totalUSD: total };
  if (pools.length === 0) {
    return { ...(price && { hourlyUSD: price.usdPerHour * spec.workers }), setUpUSD: 0, parts: [], ...limit };
  }
  const own = pools.map(({ parts }) => parts);
  const clusterParts = cluster ? cluster.parts : [];
  if (clusterParts === undefined || own.includes(undefined)) return { setUpUSD: 0, parts: [], ...limit };
  const parts: readonly OwnedPart[] = [
    ...own.flatMap((of) => of ?? []).map((part): OwnedPart => ({ ...part, of: 'Machines' })),
    ...clusterParts.map((part): OwnedPart => ({ ...part, usdPerHour: rounded(part.usdPerHour), of: 'Cluster' })),
  ];
  const machinesUSD = sum(parts, 'Machines');
  const clusterUSD = sum(parts, 'Cluster');
  return {
    hourlyUSD: rounded(machinesUSD + clusterUSD),
    setUpUSD: rounded((clusterUSD * (cluster ? clusterMinutes : 0) + machinesUSD * machineMinutes) / 60),
    parts,
    ...limit,
  };
}

function sum(parts: readonly OwnedPart[], whose: OwnedPart['of']): number {
  return parts.reduce((total, { of, usdPerHour }) => total + (of === whose ? usdPerHour : 0), 0);
}

/** What of the hourly limits is left for machines once the run's own cluster is paid; `undefined`: there are none. */
export function leftForMachines(
  spec: TrainingRunSpec,
  policy: Policy,
  cluster: RunCluster | undefined,
): number | undefined {
  const limits = [spec.budget.maxHourlyUSD, policy.caps.maxHourlyUSD].filter((limit) => limit !== undefined);
  if (limits.length === 0) return undefined;
  const fixed = (cluster?.parts ?? []).reduce((total, { usdPerHour }) => total + usdPerHour, 0);
  return rounded(Math.max(0, Math.min(...limits) - fixed));
}

function refusal(path: string, message: string): Refusal {
  return { reason: 'OverBudget', errors: [{ path, message }] };
}
