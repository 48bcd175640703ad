import { listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { clusterKeys as keys, networkKeys } from '../../api/resource-keys.ts';
import { awsClusterFacts, type AWSClusterFacts } from './aws-cluster.ts';
import { cloudId } from './managed-resource.ts';
import type { ProviderConfigReference } from './training-cluster.ts';
import { networkFacts, providerConfigReference } from './training-network.ts';

/** What the objects of a cluster in AWS say, over what they said before: a fact that is lost for a while stays. */
export interface CreatedClusterFacts extends Omit<AWSClusterFacts, 'region' | 'clusterName' | 'bucket'> {
  /** The provider configuration that it was made with. */
  readonly providerConfigRef?: ProviderConfigReference;
  readonly oidcIssuer?: string;
  /** Of the system nodes. */
  readonly launchTemplate?: { readonly id: string; readonly version: string };
  /** Name of the Route object of the network, by which nodes reach the world. */
  readonly egressRoute?: string;
}

/** The facts now; `network` is the TrainingNetwork that the cluster stands in. */
export function createdClusterFacts(
  status: unknown,
  observed: ReadonlyMap<string, unknown>,
  network: unknown,
): CreatedClusterFacts {
  const before = recordAt(status, 'facts', 'aws');
  const earlier = awsClusterFacts({ status }) ?? nothing;
  const { vpcId, subnets, egressRoute } = networkFacts(recordAt(network, 'status'));
  const cluster = recordAt(observed.get(keys.cluster), 'status', 'atProvider');
  const privateSubnets = subnets.filter(({ tier }) => tier === 'Private').map(({ id, zone }) => ({ id, zone }));
  const config = providerConfigReference(before['providerConfigRef']);
  const template = launchTemplate(observed.get(keys.launchTemplate)) ?? recorded(before['launchTemplate']);
  const [identity] = listAt(cluster, 'identity');
  const issuer = stringAt(listAt(identity, 'oidc')[0], 'issuer');
  return {
    ...(config && { providerConfigRef: config }),
    ...(template && { launchTemplate: template }),
    ...known({
      egressRoute: egressRoute ?? stringAt(before, 'egressRoute') ?? keptRoute(observed),
      oidcIssuer: issuer ?? stringAt(before, 'oidcIssuer'),
      endpoint: stringAt(cluster, 'endpoint') ?? earlier.endpoint,
      vpcId: vpcId ?? earlier.vpcId,
      clusterSecurityGroupId:
        stringAt(cluster, 'vpcConfig', 'clusterSecurityGroupId') ?? earlier.clusterSecurityGroupId,
      nodeRoleArn: arn(observed.get(keys.nodeRole)) ?? earlier.nodeRoleArn,
      keyArn: arn(observed.get(keys.key)) ?? earlier.keyArn,
    }),
    // A cluster never moves: what it was made with stays, whatever the network says later.
    privateSubnets: earlier.privateSubnets.length > 0 ? earlier.privateSubnets : privateSubnets,
  };
}

const nothing: AWSClusterFacts = { region: '', clusterName: '', privateSubnets: [] };

/** The route that a Usage keeps already: with its name lost, the Usage would go. */
function keptRoute(observed: ReadonlyMap<string, unknown>): string | undefined {
  const usage = observed.get(keys.usage(networkKeys.egressRoute('private')));
  return stringAt(usage, 'spec', 'of', 'resourceRef', 'name');
}

function arn(object: unknown): string | undefined {
  return stringAt(object, 'status', 'atProvider', 'arn');
}

function launchTemplate(object: unknown): CreatedClusterFacts['launchTemplate'] {
  const id = cloudId(object);
  const version = numberAt(object, 'status', 'atProvider', 'latestVersion');
  return id === undefined || version === undefined ? undefined : { id, version: String(version) };
}

function recorded(value: unknown): CreatedClusterFacts['launchTemplate'] {
  const id = stringAt(value, 'id');
  const version = stringAt(value, 'version');
  return id === undefined || version === undefined ? undefined : { id, version };
}

type Strings<Field extends string> = { readonly [Name in Field]?: string };

function known<Field extends string>(fields: Readonly<Record<Field, string | undefined>>): Strings<Field> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are those of the fields
  return Object.fromEntries(entries) as Strings<Field>;
}
