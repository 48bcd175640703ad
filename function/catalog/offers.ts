import catalog from './gpu-catalog.csv';

/** One machine shape that can be bought somewhere, at its list price. */
export interface Offer {
  readonly cloud: 'AWS' | 'GCP' | 'Azure';
  readonly region: string;
  readonly instanceType: string;
  /** Name as runs use it, such as `L4`. */
  readonly accelerator: string;
  readonly acceleratorCount: number;
  readonly acceleratorMemoryGiB: number;
  readonly vcpus: number;
  readonly memoryGiB: number;
  /** On demand; absent where the shape is sold by reservation alone. */
  readonly usdPerHour?: number;
  /** Absent where the cloud sells no spot capacity of this shape. */
  readonly spotUSDPerHour?: number;
  /** Date of the price list, YYYY-MM-DD. */
  readonly date: string;
}

const clouds: Readonly<Record<string, Offer['cloud']>> = { aws: 'AWS', gcp: 'GCP', azure: 'Azure' };

/** All offers, in the order of the file. */
export const offers: readonly Offer[] = catalog.trim().split('\n').slice(1).map(offer);

/** The date of the newest price in the catalog, YYYY-MM-DD. */
export const catalogDate: string = offers.reduce((newest, { date }) => (date > newest ? date : newest), '');

/** Names of all accelerators in the catalog, sorted. */
export const accelerators: readonly string[] = [...new Set(offers.map(({ accelerator }) => accelerator))].sort();

/** One row: `cloud,region,instance_type,accelerator,gpu_count,gpu_memory_gib,vcpus,memory_gib,network_gbps,efa_interfaces,price,spot,source,date`. */
function offer(row: string): Offer {
  const [
    cloud = '',
    region = '',
    instanceType = '',
    accelerator = '',
    count,
    memory,
    vcpus,
    memoryGiB,
    ,
    ,
    price,
    spot,
    ,
    date = '',
  ] = row.split(',');
  const name = clouds[cloud];
  if (!name) throw new Error(`cannot read the catalog: unknown cloud in "${row}"`);
  return {
    cloud: name,
    region,
    instanceType,
    accelerator,
    acceleratorCount: Number(count),
    acceleratorMemoryGiB: Number(memory),
    vcpus: Number(vcpus),
    memoryGiB: Number(memoryGiB),
    ...(Number(price) > 0 && { usdPerHour: Number(price) }),
    ...(Number(spot) > 0 && { spotUSDPerHour: Number(spot) }),
    date,
  };
}

/** List price of one accelerator of an offer; `undefined` where it has none. */
export function usdPerAccelerator({ usdPerHour, acceleratorCount }: Offer): number | undefined {
  return usdPerHour === undefined ? undefined : usdPerHour / acceleratorCount;
}
