import { networkKeys } from '../../api/resource-keys.ts';
import { objectName } from '../compose/aws/managed-resource.ts';
import { composeNetwork } from '../compose/aws/network.ts';
import {
  isComplete,
  networkFacts,
  observedInterfaceEndpoints,
  observedNetwork,
  type NetworkFacts,
} from '../observe/training-network.ts';
import { networkCost, networkPlan, type NetworkPlan } from '../plan/aws/network.ts';
import { allowedAWS, awsSettings } from '../plan/aws/settings.ts';
import { runningCostStatus } from '../plan/running-cost.ts';
import type { Request } from '../request.ts';
import type { Answer } from '../response.ts';
import { settle } from '../settle/settle.ts';
import { parseTrainingNetwork } from '../spec/training-network.ts';
import { deliveredPolicy, policyRequirements } from './platform-policy.ts';
import { provisioningAnswer } from './provisioning.ts';
import { refusal } from './refusal.ts';
import { waitingForFacts } from './waiting.ts';

/** A TrainingNetwork: what clusters and their nodes stand in. */
export function trainingNetwork(request: Request): Answer | { readonly fatal: string } {
  const { composite, observed } = request;
  const requirements = policyRequirements(composite);
  const parsed = parseTrainingNetwork(composite.spec);
  if (!parsed.ok) return refusal(request, { reason: 'InvalidSpec', errors: parsed.errors }, requirements);
  const delivered = deliveredPolicy(request);
  if (delivered.type === 'NotDelivered') return waitingForFacts(request, requirements);
  if (delivered.type === 'Refused') return refusal(request, delivered.refusal, requirements);
  const spec = parsed.value;
  const allowed = allowedAWS(spec.region, delivered.policy);
  if (allowed.type === 'Refused') return refusal(request, allowed.refusal, requirements);

  const before = networkFacts(composite.status);
  const owner = { name: composite.name, namespace: composite.namespace };
  const settings = awsSettings(
    {
      kind: 'TrainingNetwork',
      owner,
      region: spec.region,
      tags: spec.tags,
      ...(before.providerConfigRef && { madeWith: before.providerConfigRef }),
    },
    allowed.aws,
    delivered.policy,
  );
  const plan = networkPlan(spec, allowed.aws, settings, observedInterfaceEndpoints(observed));
  const settled = settle(composeNetwork(plan, settings), observed);
  const facts: NetworkFacts = {
    region: spec.region,
    providerConfigRef: settings.providerConfigRef,
    ...observedNetwork(spec.origin, observed, before),
    ...(plan.type === 'Created' && { egressRoute: objectName(owner.name, networkKeys.egressRoute('private')) }),
  };
  return provisioningAnswer(request, settled, {
    summary: summary(plan, spec.region),
    available: 'clusters can be made in the network',
    status: {
      where: `AWS ${spec.region}`,
      network: facts.vpcId ?? (plan.type === 'Created' ? plan.cidr : plan.vpcId),
      cost: runningCostStatus(networkCost(plan, spec.region)),
      facts: { cloud: 'AWS', ...facts },
    },
    unknownFacts: isComplete(facts, spec.origin) ? [] : ['ids of VPC and subnets are not known yet'],
    requirements,
  });
}

/** The network in a sentence. */
function summary(plan: NetworkPlan, region: string): string {
  if (plan.type === 'Existing')
    return `existing ${plan.vpcId} in AWS ${region}, ${plan.privateSubnets.length} private subnets`;
  const zones = plan.privateSubnets.map(({ zone }) => zone).join(', ');
  const endpoints = plan.interfaceEndpoints.length === 0 ? '' : `, endpoints for ${plan.interfaceEndpoints.join(', ')}`;
  return `${plan.cidr} in AWS ${region}: private subnets in ${zones}, one NAT gateway${endpoints}`;
}
