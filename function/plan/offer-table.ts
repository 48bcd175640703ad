import { offers, usdPerAccelerator, type Offer } from '../catalog/offers.ts';
import type { Policy } from '../policy/policy.ts';
import { chooseAccelerator } from './accelerator.ts';

/** An offer as a person sees it: whether a run could have it under the policy, and if not, why. */
export interface OfferRow extends Offer {
  readonly allowed: boolean;
  /** Absent for what is allowed. */
  readonly why?: string;
}

/** The catalog against a policy, cheapest per accelerator first. */
export function offerTable(policy: Policy): readonly OfferRow[] {
  return offers.map((offer) => row(offer, policy)).sort((a, b) => price(a) - price(b) || order(a, b));
}

function row(offer: Offer, policy: Policy): OfferRow {
  const why = locationObjection(offer, policy) ?? acceleratorObjection(offer, policy);
  return { ...offer, allowed: why === undefined, ...(why !== undefined && { why }) };
}

function acceleratorObjection({ accelerator, acceleratorCount }: Offer, policy: Policy): string | undefined {
  return chooseAccelerator([{ type: accelerator, count: acceleratorCount }], policy, undefined).rejected[0]?.reason;
}

function locationObjection({ cloud, region }: Offer, { prices }: Policy): string | undefined {
  if (prices.cloud !== undefined && prices.cloud !== cloud) return `policy prices by ${prices.cloud}`;
  if (prices.region !== undefined && prices.region !== region) return `policy prices by region ${prices.region}`;
  return undefined;
}

/** What has no price comes last. */
function price(offer: Offer): number {
  return usdPerAccelerator(offer) ?? Number.MAX_VALUE;
}

/** Equal prices in the order of their names, so that the table never changes by itself. */
function order(a: Offer, b: Offer): number {
  const name = ({ cloud, region, instanceType }: Offer) => `${cloud}/${region}/${instanceType}`;
  return name(a) < name(b) ? -1 : 1;
}
