import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';

/** AWS' own clients, one for each service that things are made in. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
}

/** The account that moto takes everybody for who brings no other. */
export const accountId = '123456789012';

/** The region of all tests. */
export const region = 'us-east-1';

/** Clients of the server that run.sh started; throws, naming that script, where there is none. */
export function clients(): Clients {
  const settings = {
    endpoint: endpoint(),
    region,
    credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    // What is refused is refused: nothing here gets better by asking again.
    maxAttempts: 1,
  };
  return {
    ec2: new EC2Client(settings),
    eks: new EKSClient(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
  };
}

/** Forgets all that was made. */
export async function emptied(): Promise<void> {
  const answer = await fetch(`${endpoint()}/moto-api/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`cannot empty moto: it answers ${answer.status}`);
}

function endpoint(): string {
  const value = process.env['MOTO_ENDPOINT'];
  if (value === undefined) throw new Error('cannot find MOTO_ENDPOINT in the environment: start with test/moto/run.sh');
  return value;
}
