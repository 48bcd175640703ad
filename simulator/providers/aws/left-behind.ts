import { listAt, recordAt, stringAt } from '../../../api/json.ts';
import type { Fields, KubernetesObject } from '../../object.ts';

/**
 * Subnets in which network interfaces stay behind when an object goes now; none where it can go without harm.
 *
 * This is what AWS lets happen, nobody is told of, and keeps a VPC for ever: the reason for the order that Usages keep.
 * @param others all that is still there
 */
export function interfacesLeftBehind(object: KubernetesObject, others: readonly KubernetesObject[]): readonly string[] {
  const facts = factsOf(object);
  const things = others.filter((other) => stringAt(factsOf(other), 'id') !== undefined);
  const kind = (name: string) => things.filter((other) => other.kind === name);
  switch (object.kind) {
    // EKS takes its interfaces away with the rights of its role; the network plugin and machines with theirs.
    case 'Role': {
      const users = [...kind('Cluster'), ...kind('NodeGroup'), ...kind('Addon')].filter((other) =>
        rolesOf(factsOf(other)).includes(facts['arn']),
      );
      return users.flatMap((user) => subnetsOf(user, things));
    }
    // Machines that lose the way out while they are drained cannot say that they let go of theirs.
    case 'NATGateway':
    case 'Route':
    case 'RouteTableAssociation': {
      const vpc = vpcOf(facts, things);
      return kind('NodeGroup')
        .flatMap((group) => subnetsOf(group, things))
        .filter((subnet) =>
          kind('Subnet').some((one) => factsOf(one)['id'] === subnet && factsOf(one)['vpcId'] === vpc),
        );
    }
    default:
      return [];
  }
}

function factsOf(object: KubernetesObject): Fields {
  return recordAt(object, 'status', 'atProvider');
}

/** ARNs of the roles that a thing takes on. */
function rolesOf(facts: Fields): readonly unknown[] {
  const associations = listAt(facts, 'podIdentityAssociation').map((one) => stringAt(one, 'roleArn'));
  return [facts['roleArn'], facts['nodeRoleArn'], ...associations];
}

/** Where its interfaces are: of an add-on, where its cluster's are. */
function subnetsOf(thing: KubernetesObject, things: readonly KubernetesObject[]): readonly string[] {
  const facts = factsOf(thing);
  const own = [...listAt(facts, 'vpcConfig', 'subnetIds'), ...listAt(facts, 'subnetIds')].map(String);
  const cluster = things.find(({ kind, ...other }) => kind === 'Cluster' && isNamed(other, facts['clusterName']));
  return own.length > 0 || !cluster
    ? own
    : listAt(cluster, 'status', 'atProvider', 'vpcConfig', 'subnetIds').map(String);
}

function isNamed(object: unknown, id: unknown): boolean {
  return id !== undefined && stringAt(object, 'status', 'atProvider', 'id') === id;
}

/** The VPC that a piece of the way out belongs to: by its route table, or by its subnet. */
function vpcOf(facts: Fields, things: readonly KubernetesObject[]): unknown {
  const place = things.find(
    ({ kind, ...other }) =>
      (kind === 'RouteTable' && isNamed(other, facts['routeTableId'])) ||
      (kind === 'Subnet' && isNamed(other, facts['subnetId'])),
  );
  return place && factsOf(place)['vpcId'];
}
