/**
 * List prices of what is no machine, in US dollars an hour, by region. From AWS' public price pages for VPC, EKS, EC2 and
 * EBS; regions that are not here are not priced.
 */
const prices: Readonly<Record<string, AWSServicePrices>> = {
  'us-east-1': {
    natGateway: 0.045,
    publicAddress: 0.005,
    interfaceEndpoint: 0.01,
    controlPlane: 0.1,
    diskGiB: 0.08 / 730,
  },
  'us-east-2': {
    natGateway: 0.045,
    publicAddress: 0.005,
    interfaceEndpoint: 0.01,
    controlPlane: 0.1,
    diskGiB: 0.08 / 730,
  },
  'us-west-2': {
    natGateway: 0.045,
    publicAddress: 0.005,
    interfaceEndpoint: 0.01,
    controlPlane: 0.1,
    diskGiB: 0.08 / 730,
  },
  'eu-west-1': {
    natGateway: 0.048,
    publicAddress: 0.005,
    interfaceEndpoint: 0.011,
    controlPlane: 0.1,
    diskGiB: 0.088 / 730,
  },
};

/** US dollars an hour. */
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
}

/** Date when the prices were noted, YYYY-MM-DD. */
export const awsServicePricesDate = '2026-07-20';

/** Prices of a region; `undefined` where none are known. */
export function awsServicePrices(region: string): AWSServicePrices | undefined {
  return prices[region];
}
