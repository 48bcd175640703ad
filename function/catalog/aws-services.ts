import { generalMachines } from './aws-machines.ts';

/** List prices of what has no accelerators, in US dollars an hour. */
export interface AWSServicePrices {
  /** One gateway; traffic through it is not in it. */
  readonly natGateway: number;
  /** A public IPv4 address. */
  readonly publicAddress: number;
  /** One endpoint in one zone; traffic is not in it. */
  readonly interfaceEndpoint: number;
  /** An EKS control plane in standard support. */
  readonly controlPlane: number;
  /** A GiB of gp3 disk. */
  readonly diskGiB: number;
  /** An operation a second beyond those that a gp3 disk has anyway. */
  readonly diskIOPS: number;
  /** A MiB a second beyond those that a gp3 disk has anyway. */
  readonly diskMiBps: number;
  /** A key of one's own in KMS. */
  readonly key: number;
  /** Machines on demand, by type; those that are not here are not priced. */
  readonly machines: Readonly<Record<string, number>>;
}

const hoursPerMonth = 730;

/** All sizes of m6i from the price of the smallest. */
function generalPurpose(large: number): AWSServicePrices['machines'] {
  return Object.fromEntries(generalMachines.map(({ instanceType, size }) => [instanceType, large * size]));
}

const unitedStates: AWSServicePrices = {
  natGateway: 0.045,
  publicAddress: 0.005,
  interfaceEndpoint: 0.01,
  controlPlane: 0.1,
  diskGiB: 0.08 / hoursPerMonth,
  diskIOPS: 0.005 / hoursPerMonth,
  diskMiBps: 0.04 / hoursPerMonth,
  key: 1 / hoursPerMonth,
  machines: generalPurpose(0.096),
};

/** By region, from AWS' public price pages for VPC, EKS, EC2, EBS and KMS. */
const prices: Readonly<Record<string, AWSServicePrices>> = {
  'us-east-1': unitedStates,
  'us-east-2': unitedStates,
  'us-west-2': unitedStates,
  'eu-west-1': {
    ...unitedStates,
    natGateway: 0.048,
    interfaceEndpoint: 0.011,
    diskGiB: 0.088 / hoursPerMonth,
    diskIOPS: 0.0055 / hoursPerMonth,
    diskMiBps: 0.044 / hoursPerMonth,
    machines: generalPurpose(0.107),
  },
};

/** Date when the prices were noted, YYYY-MM-DD. */
export const awsServicePricesDate = '2026-06-01';

/** Prices of a region; `undefined` where none are known. */
export function awsServicePrices(region: string): AWSServicePrices | undefined {
  return prices[region];
}
