import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';

/** What pools and runs need to know of a cluster that was made in AWS; each field appears when it is known, and stays. */
export interface AWSClusterFacts {
  readonly region: string;
  /** Name of the cluster in EKS. */
  readonly clusterName: string;
  /** Set once the control plane answers. */
  readonly endpoint?: string;
  readonly vpcId?: string;
  readonly clusterSecurityGroupId?: string;
  readonly nodeRoleArn?: string;
  /** Key of buckets and disks. */
  readonly keyArn?: string;
  readonly bucket?: string;
  readonly privateSubnets: readonly { readonly id: string; readonly zone: string }[];
}

/** The facts of AWS in a TrainingCluster's status; `undefined` where crosstrain did not make it there. */
export function awsClusterFacts(object: unknown): AWSClusterFacts | undefined {
  const facts = recordAt(object, 'status', 'facts');
  const aws = facts['aws'];
  const region = stringAt(aws, 'region');
  const clusterName = stringAt(aws, 'clusterName');
  if (!isRecord(aws) || region === undefined || clusterName === undefined) return undefined;
  const optional = ['endpoint', 'vpcId', 'clusterSecurityGroupId', 'nodeRoleArn', 'keyArn', 'bucket'] as const;
  return {
    region,
    clusterName,
    ...Object.fromEntries(
      optional.flatMap((field) => {
        const value = stringAt(aws, field);
        return value === undefined ? [] : [[field, value]];
      }),
    ),
    privateSubnets: listAt(aws, 'privateSubnets').flatMap((entry) => {
      const id = stringAt(entry, 'id');
      const zone = stringAt(entry, 'zone');
      return id === undefined || zone === undefined ? [] : [{ id, zone }];
    }),
  };
}
