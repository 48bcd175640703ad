import { booleanAt, listAt, numberAt, stringAt } from '../../api/json.ts';
import { conditionsIn } from '../../simulator/conditions.ts';
import { counted, duration } from '../terminal/text.ts';
import type { Condition } from '../../simulator/conditions.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

/** What people want to know of a composite first, in words. */
export interface Summary {
  /** `TrainingRun team-vision/digits` */
  readonly name: string;
  /** `digits-cnn · 1 worker × 1 L4 · AllReduce` */
  readonly shape: string;
  readonly phase: string;
  readonly message: string;
  /** `undefined`, as what follows, where the plan does not say, as for a run that is refused. */
  readonly runsOn: string | undefined;
  readonly pricesDate: string | undefined;
  readonly price: string | undefined;
  /** What the price consists of, where the run has machines or a cluster of its own. */
  readonly priceParts: string | undefined;
  /** The same, each by itself, in US dollars an hour; empty where the price does not consist of several. */
  readonly costs: readonly { readonly what: string; readonly usdPerHour: string }[];
  readonly stops: string | undefined;
  readonly spent: string | undefined;
  /** Absent where nothing limits what is spent. */
  readonly budget?: { readonly spentUSD: number; readonly capUSD: number };
  readonly offers: readonly OfferLine[];
  /** Without those by which core only says that it works. */
  readonly conditions: readonly Condition[];
  /** Why it is refused, a sentence for each reason; empty where it is not. */
  readonly refusals: readonly string[];
}

/** Something that was chosen or that lost, and why. */
export interface OfferLine {
  readonly isChosen: boolean;
  readonly accelerator: string;
  readonly why: string;
}

/** The summary of a TrainingRun or TrainingCluster, from its spec with defaults and its status. */
export function summaryOf(object: KubernetesObject): Summary {
  const { kind, metadata } = object;
  const status = object['status'];
  const name = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  const conditions = conditionsIn(status);
  const accepted = conditions.find(({ type }) => type === 'Accepted');
  return {
    name,
    shape: kind === 'TrainingRun' ? runShape(object) : (stringAt(status, 'summary') ?? ''),
    phase: stringAt(status, 'phase') ?? 'unknown',
    message: stringAt(status, 'message') ?? '',
    runsOn: runsOn(object),
    pricesDate: stringAt(status, 'plan', 'pricesDate'),
    price: price(status),
    priceParts: priceParts(status),
    costs: listAt(status, 'cost', 'parts').map((part) => ({
      what: stringAt(part, 'what') ?? '',
      usdPerHour: stringAt(part, 'usdPerHour') ?? '',
    })),
    stops: stops(object),
    spent: spent(status),
    offers: offerLines(status),
    ...budget(status),
    conditions: conditions.filter(({ type, status: is }) => is !== 'True' || !['Responsive', 'Synced'].includes(type)),
    // The function joins its sentences; each begins with the field that it speaks of.
    refusals:
      accepted?.status === 'False' ? (accepted.message ?? accepted.reason).split(/; (?=(?:spec|metadata)[.:[])/) : [],
  };
}

/** What trains on what: the accelerator that was chosen, where one was, else the one that is asked for. */
function runShape({ spec, status }: KubernetesObject): string {
  const trainer = ['recipe', 'module', 'image']
    .map((field) => stringAt(spec, 'trainer', field))
    .find((name) => name !== undefined);
  const chosen = stringAt(status, 'plan', 'offer', 'accelerator');
  const type = chosen ?? stringAt(spec, 'accelerator', 'type');
  const count = numberAt(status, 'plan', 'offer', 'count') ?? numberAt(spec, 'accelerator', 'count') ?? 1;
  const workers = counted(numberAt(spec, 'workers') ?? 1, 'worker');
  const servers = numberAt(spec, 'parameterServers');
  const tasks = [
    type === undefined ? `${workers} on CPU` : `${workers} × ${count} ${type}`,
    ...(servers === undefined ? [] : [counted(servers, 'parameter server')]),
    ...(booleanAt(spec, 'evaluator') === true ? ['an evaluator'] : []),
  ];
  return [trainer ?? '', tasks.join(' + '), stringAt(spec, 'strategy') ?? 'AllReduce'].join(' · ');
}

function runsOn({ kind, ...object }: KubernetesObject): string | undefined {
  const status = object['status'];
  if (kind !== 'TrainingRun') return undefined;
  const where = placeOf(status);
  if (where === undefined) return undefined;
  if (where === 'in-cluster') return 'the cluster that Crossplane runs in';
  return where.includes('/') ? `TrainingCluster ${where}` : `a cluster of its own in ${where}`;
}

/** Where the plan puts it; `undefined` where there is no plan, which a column shows as a dash. */
function placeOf(status: unknown): string | undefined {
  const where = stringAt(status, 'plan', 'where');
  return where === '-' ? undefined : where;
}

function price(status: unknown): string | undefined {
  const hourly = stringAt(status, 'cost', 'hourlyUSD');
  if (placeOf(status) === undefined) return undefined;
  if (hourly === undefined) return 'not priced';
  const region = [stringAt(status, 'plan', 'offer', 'cloud'), stringAt(status, 'plan', 'offer', 'region')];
  const list = region.every((part) => part !== undefined)
    ? `list price of ${region.join(' ')}`
    : "the policy's own price";
  return `$${hourly} per hour, ${list}`;
}

/** `$3.31 machines, $0.35 cluster; about $0.59 until training begins` */
function priceParts(status: unknown): string | undefined {
  const parts = listAt(status, 'cost', 'parts');
  if (parts.length === 0) return undefined;
  const total = (whose: string) =>
    sum(parts.flatMap((part) => (stringAt(part, 'of') === whose ? [Number(stringAt(part, 'usdPerHour'))] : [])));
  const cluster = total('Cluster');
  const words = [
    `$${total('Machines').toFixed(2)} machines`,
    ...(cluster > 0 ? [`$${cluster.toFixed(2)} cluster`] : []),
  ];
  return `${words.join(', ')}; about $${stringAt(status, 'cost', 'setUpUSD') ?? '0.00'} until training begins`;
}

/** `after 24 h 51 min, when $20.00 is spent`; the budget is named where it is what sets the deadline. */
function stops({ spec, status }: KubernetesObject): string | undefined {
  const seconds = numberAt(status, 'plan', 'deadlineSeconds');
  if (seconds === undefined) return undefined;
  const worker = Number(stringAt(status, 'plan', 'offer', 'usdPerHour'));
  const parts = listAt(status, 'cost', 'parts').map((part) => Number(stringAt(part, 'usdPerHour')));
  const hourly = parts.length > 0 ? sum(parts) : worker * (numberAt(spec, 'workers') ?? 1);
  const setUp = Number(stringAt(status, 'cost', 'setUpUSD') ?? 0);
  const cap = stringAt(status, 'cost', 'capUSD');
  // The deadline is the budget's where a minute more would overspend it.
  const isBudget = cap !== undefined && setUp + (hourly * (seconds + 60)) / 3600 >= Number(cap);
  return `after ${duration(seconds)}${isBudget ? `, when $${cap} is spent` : ''}`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function spent(status: unknown): string | undefined {
  return stringAt(status, 'cost', 'spentAt') === undefined ? undefined : stringAt(status, 'cost', 'summary');
}

function budget(status: unknown): Pick<Summary, 'budget'> {
  const cap = stringAt(status, 'cost', 'capUSD');
  if (cap === undefined) return {};
  return { budget: { spentUSD: Number(stringAt(status, 'cost', 'spentUSD') ?? 0), capUSD: Number(cap) } };
}

function offerLines(status: unknown): readonly OfferLine[] {
  const accelerator = stringAt(status, 'plan', 'offer', 'accelerator');
  const usd = stringAt(status, 'plan', 'offer', 'usdPerHour');
  const machine = ['cloud', 'region', 'instanceType'].flatMap(
    (field) => stringAt(status, 'plan', 'offer', field) ?? [],
  );
  const shape = `${numberAt(status, 'plan', 'offer', 'count') ?? 1}×${accelerator ?? 'CPU'}`;
  const priced = usd === undefined ? 'not priced' : `$${usd} per hour`;
  const chosen: OfferLine = {
    isChosen: true,
    accelerator: shape,
    why: [priced, ...(machine.length > 0 ? [machine.join(' ')] : [])].join(', '),
  };
  const rejected = listAt(status, 'plan', 'rejected').map((entry) => ({
    isChosen: false,
    // A pool has one kind of accelerators, and says only which machines lost.
    accelerator: stringAt(entry, 'accelerator') ?? shape,
    why: ['instanceType', 'reason'].flatMap((field) => stringAt(entry, field) ?? []).join(' '),
  }));
  const isPlanned = placeOf(status) !== undefined || stringAt(status, 'plan', 'offer', 'instanceType') !== undefined;
  return [...(isPlanned ? [chosen] : []), ...rejected];
}
