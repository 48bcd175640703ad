import { efaInterfaces } from '../../catalog/aws-machines.ts';
import { catalogDate, offers, type Offer } from '../../catalog/offers.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CapacityType } from '../../spec/compute-pool.ts';
import type { Accelerator } from '../../spec/training-run.ts';

/** A machine to buy. */
export interface Machine {
  readonly instanceType: string;
  /** Absent where nothing prices it. */
  readonly usdPerHour?: number;
  /** Date of the list price; absent for prices of the policy. */
  readonly pricesDate?: string;
  readonly efaInterfaces: number;
}

/** A machine that was not chosen, and why. */
export interface RejectedMachine {
  readonly instanceType: string;
  readonly reason: string;
}

/** What a machine must be. */
export interface MachineWish {
  readonly region: string;
  readonly capacityType: CapacityType;
  readonly accelerator?: Accelerator;
  readonly instanceType?: string;
}

export type MachineChoice =
  | { readonly type: 'Chosen'; readonly machine: Machine; readonly rejected: readonly RejectedMachine[] }
  | { readonly type: 'None'; readonly why: string; readonly rejected: readonly RejectedMachine[] };

/** The cheapest machine with exactly these accelerators, or the one that is named. */
export function chooseMachine(wish: MachineWish, policy: Policy): MachineChoice {
  const { region, instanceType, accelerator } = wish;
  const here = offers.filter((offer) => offer.cloud === 'AWS' && offer.region === region);
  if (!accelerator) return { type: 'Chosen', machine: machine(instanceType ?? '', undefined), rejected: [] };
  const fitting = here
    .filter((offer) => offer.accelerator === accelerator.type && offer.acceleratorCount === accelerator.count)
    .map((offer) => ({ offer, usd: price(offer, wish, policy) }));
  if (instanceType !== undefined) {
    const named = fitting.find(({ offer }) => offer.instanceType === instanceType);
    if (named) return { type: 'Chosen', machine: machine(instanceType, named.usd, named.offer), rejected: [] };
    return { type: 'None', why: notThatOne(wish, accelerator, here), rejected: [] };
  }
  const priced = fitting
    .flatMap(({ offer, usd }) => (usd === undefined ? [] : [{ offer, usd }]))
    .toSorted((a, b) => a.usd - b.usd || (a.offer.instanceType < b.offer.instanceType ? -1 : 1));
  const [cheapest] = priced;
  const rejected = fitting
    .filter(({ offer }) => offer !== cheapest?.offer)
    .map(({ offer, usd }) => ({ instanceType: offer.instanceType, reason: reason(wish, usd, cheapest?.usd) }))
    .toSorted((a, b) => (a.instanceType < b.instanceType ? -1 : 1));
  if (!cheapest) return { type: 'None', why: nothingSold(wish, accelerator, here), rejected };
  return { type: 'Chosen', machine: machine(cheapest.offer.instanceType, cheapest.usd, cheapest.offer), rejected };
}

/** What one machine costs: by the policy's own price of its accelerators, else as the list has this kind of capacity. */
function price(offer: Offer, { capacityType }: MachineWish, { prices }: Policy): number | undefined {
  const own = prices.overrides[offer.accelerator];
  if (own !== undefined) return own * offer.acceleratorCount;
  return capacityType === 'Spot' ? offer.spotUSDPerHour : offer.usdPerHour;
}

function machine(instanceType: string, usdPerHour: number | undefined, offer?: Offer): Machine {
  return {
    instanceType,
    ...(usdPerHour !== undefined && { usdPerHour, pricesDate: offer?.date ?? catalogDate }),
    efaInterfaces: efaInterfaces(instanceType),
  };
}

function reason({ capacityType }: MachineWish, usd: number | undefined, cheapest: number | undefined): string {
  if (usd === undefined)
    return `has no ${capacityType === 'Spot' ? 'spot' : 'list'} price; name it as instanceType to take it`;
  return cheapest === undefined ? 'is not sold' : `costs $${(usd - cheapest).toFixed(2)} per hour more`;
}

function notThatOne(
  { instanceType, region }: MachineWish,
  { type, count }: Accelerator,
  here: readonly Offer[],
): string {
  const known = here.find((offer) => offer.instanceType === instanceType);
  if (!known) return `${instanceType} is not in the catalog for AWS ${region}`;
  return `${instanceType} has ${known.acceleratorCount}×${known.accelerator}, not ${count}×${type}`;
}

function nothingSold(
  { region, capacityType }: MachineWish,
  { type, count }: Accelerator,
  here: readonly Offer[],
): string {
  const counts = [
    ...new Set(here.filter((offer) => offer.accelerator === type).map((offer) => offer.acceleratorCount)),
  ];
  if (counts.length === 0) return `no machine in AWS ${region} has ${type}`;
  if (!counts.includes(count))
    return `no machine in AWS ${region} has ${count}×${type}; there are ${counts.toSorted((a, b) => a - b).join(', ')}`;
  return `no machine in AWS ${region} with ${count}×${type} has a price as ${capacityType}; name one as instanceType`;
}
