import catalog from './gpu-catalog.csv';

/** The columns of a row that tell its machine and its EFA interfaces. */
const column = { cloud: 0, instanceType: 2, efaInterfaces: 9 } as const;

const efaByType: ReadonlyMap<string, number> = new Map(
  catalog
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','))
    .filter((row) => row[column.cloud] === 'aws')
    .map((row) => [row[column.instanceType] ?? '', Number(row[column.efaInterfaces] ?? 0)]),
);

/** How many Elastic Fabric Adapters a machine has: one a network card. 0 where none are known. */
export function efaInterfaces(instanceType: string): number {
  return efaByType.get(instanceType) ?? 0;
}

/** A machine without accelerators. */
export interface GeneralMachine {
  readonly instanceType: string;
  readonly vcpus: number;
  readonly memoryGiB: number;
}

/** Machines for what needs no accelerators, smallest first; `size` counts the smallest, of which price and shape are multiples. */
export const generalMachines: readonly (GeneralMachine & { readonly size: number })[] = (
  [
    ['large', 1],
    ['xlarge', 2],
    ['2xlarge', 4],
    ['4xlarge', 8],
    ['8xlarge', 16],
    ['12xlarge', 24],
    ['16xlarge', 32],
    ['24xlarge', 48],
    ['32xlarge', 64],
  ] as const
).map(([name, size]) => ({ instanceType: `m6i.${name}`, vcpus: 2 * size, memoryGiB: 8 * size, size }));

/**
 * Whether a machine's processors are Arm's: families with a `g` after the generation, such as m7g, and Grace Blackwell.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function isArm(instanceType: string): boolean {
  const [family = ''] = instanceType.split('.');
  return /^[a-z]+\d+g/.test(family) || family.includes('-gb');
}
