import { offers, usdPerAccelerator, type Offer } from '../catalog/offers.ts';
import type { ClusterFacts } from '../observe/training-cluster.ts';
import type { Policy } from '../policy/policy.ts';
import type { Accelerator } from '../spec/training-run.ts';
import { rounded } from './money.ts';

/** What one worker costs per hour, and where that is from. */
export interface Price {
  readonly usdPerHour: number;
  /** The list or policy that says so, for people. */
  readonly source: string;
  /** Date of the price list, YYYY-MM-DD; absent for prices of the policy. */
  readonly date?: string;
  /** The offer whose list price it is; absent for prices of the policy. */
  readonly offer?: Offer;
}

/**
 * The price of one worker: the policy's own where it has one, else the lowest list price per accelerator where the
 * cluster stands, times the accelerators of the worker.
 *
 * A shared cluster charges by share, so an eight-GPU machine prices a one-GPU worker at an eighth.
 * `undefined`: nothing prices it (a CPU worker without `prices.overrides.CPU`).
 */
export function workerPrice(
  accelerator: Accelerator | undefined,
  policy: Policy,
  cluster: ClusterFacts | undefined,
): Price | undefined {
  const type = accelerator?.type ?? 'CPU';
  const count = accelerator?.count ?? 1;
  const override = policy.prices.overrides[type];
  if (override !== undefined) return { usdPerHour: rounded(override * count), source: policySource };
  if (!accelerator) return undefined;

  const cloud = cluster?.location?.cloud ?? policy.prices.cloud;
  const region = cluster?.location?.region ?? policy.prices.region;
  const [cheapest] = offers
    .filter((offer) => offer.accelerator === type)
    .filter(
      (offer) => (cloud === undefined || offer.cloud === cloud) && (region === undefined || offer.region === region),
    )
    .flatMap((offer) => {
      const each = usdPerAccelerator(offer);
      return each === undefined ? [] : [{ offer, each }];
    })
    .sort((a, b) => a.each - b.each);
  if (!cheapest) return undefined;
  const { offer, each } = cheapest;
  return { usdPerHour: rounded(each * count), source: listSource(offer.cloud, offer.region), date: offer.date, offer };
}

/** The price at which the run began, and the offer whose list price it was. */
export interface KeptPrice {
  readonly usdPerHour: number;
  readonly cloud?: string;
  readonly region?: string;
  readonly instanceType?: string;
}

/** That price again, whatever the catalog says today. */
export function keptPrice({ usdPerHour, cloud, region, instanceType }: KeptPrice): Price {
  if (cloud === undefined || region === undefined) return { usdPerHour, source: policySource };
  const offer = offers.find(
    (candidate) => candidate.cloud === cloud && candidate.region === region && candidate.instanceType === instanceType,
  );
  return { usdPerHour, source: listSource(cloud, region), ...(offer && { offer }) };
}

const policySource = "the policy's prices.overrides";

function listSource(cloud: string, region: string): string {
  return `list price of ${cloud} ${region}`;
}
