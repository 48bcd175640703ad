import { networkKeys as keys } from '../../../api/resource-keys.ts';
import type { Resource } from '../../graph/resource.ts';
import type { CreatedNetwork } from '../../plan/aws/network.ts';
import type { AWSSettings } from '../../plan/aws/settings.ts';
import { managedResource, objectName, type AWSKind } from './managed-resource.ts';

/** Services of AWS reached without leaving the VPC; only over TLS, only from inside. */
export function interfaceEndpoints(plan: CreatedNetwork, settings: AWSSettings): readonly Resource[] {
  if (plan.interfaceEndpoints.length === 0) return [];
  const ref = (key: string) => ({ name: objectName(settings.owner.name, key) });
  const add = (kind: AWSKind, key: string, forProvider: Readonly<Record<string, unknown>>): Resource => ({
    key,
    manifest: managedResource(settings, { kind, key, forProvider }),
    needs: [],
  });
  return [
    add('SecurityGroup', keys.endpointSecurityGroup, {
      vpcIdRef: ref(keys.vpc),
      name: objectName(settings.owner.name, keys.endpointSecurityGroup),
      description: 'Interface endpoints: HTTPS from inside the VPC',
    }),
    add('SecurityGroupIngressRule', keys.endpointSecurityGroupRule, {
      securityGroupIdRef: ref(keys.endpointSecurityGroup),
      description: 'HTTPS from inside the VPC',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: plan.cidr,
    }),
    ...plan.interfaceEndpoints.flatMap((service) => [
      add('VPCEndpoint', keys.endpoint(service), {
        vpcIdRef: ref(keys.vpc),
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${settings.region}.${service}`,
        privateDnsEnabled: true,
      }),
      add('VPCEndpointSubnetAssociation', keys.endpointSubnet(service), {
        vpcEndpointIdRef: ref(keys.endpoint(service)),
        subnetIdRef: ref(keys.privateSubnet(plan.publicSubnet.zone)),
      }),
      add('VPCEndpointSecurityGroupAssociation', keys.endpointSecurityGroupAssociation(service), {
        vpcEndpointIdRef: ref(keys.endpoint(service)),
        securityGroupIdRef: ref(keys.endpointSecurityGroup),
        // Else the VPC's default group stays, which answers nobody but itself.
        replaceDefaultAssociation: true,
      }),
    ]),
  ];
}
