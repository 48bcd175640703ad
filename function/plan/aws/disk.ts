import { awsServicePrices } from '../../catalog/aws-services.ts';

/** How fast the disks of a pool's machines are: images of many GiB and data sets are read from them. */
export const poolDisk = { iops: 4000, throughput: 600 } as const;

/** What every gp3 disk does without being paid for. https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const included = { iops: 3000, throughput: 125 } as const;

/** What the disk of one machine of a pool costs by the hour; `undefined` where nothing prices it. */
export function poolDiskUSDPerHour(region: string, gib: number): number | undefined {
  const prices = awsServicePrices(region);
  if (!prices) return undefined;
  return (
    prices.diskGiB * gib +
    prices.diskIOPS * (poolDisk.iops - included.iops) +
    prices.diskMiBps * (poolDisk.throughput - included.throughput)
  );
}
