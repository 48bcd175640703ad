import { policyName } from '../../api/names.ts';
import type { Refusal } from '../plan/refusal.ts';
import { parsePolicy, policyData, type PolicyData } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Composite, Request } from '../request.ts';
import type { Requirement } from '../response.ts';

/** The policy objects of a composite's namespace, as they are asked for. */
export function policyRequirements({ namespace }: Composite): Readonly<Record<string, Requirement>> {
  const environmentConfig = { apiVersion: 'apiextensions.crossplane.io/v1beta1', kind: 'EnvironmentConfig' };
  return {
    policy: { ...environmentConfig, name: policyName },
    'namespace-policy': { ...environmentConfig, name: `${policyName}-${namespace}` },
  };
}

/** The policy that holds; not delivered yet; or unreadable. */
export type DeliveredPolicy =
  | { readonly type: 'Policy'; readonly policy: Policy; readonly data: PolicyData }
  | { readonly type: 'NotDelivered' }
  | { readonly type: 'Refused'; readonly refusal: Refusal };

/** The policy that was delivered, or the one that `held` has from when what exists was made. */
export function deliveredPolicy(request: Request, held?: { readonly data: PolicyData }): DeliveredPolicy {
  const platform = request.required('policy');
  const namespace = request.required('namespace-policy');
  if (!platform || !namespace) return { type: 'NotDelivered' };
  const { data } = held ?? { data: policyData(platform[0], namespace[0]) };
  const parsed = parsePolicy(data);
  if (parsed.ok) return { type: 'Policy', policy: parsed.value, data };
  return { type: 'Refused', refusal: { reason: 'InvalidPolicy', errors: parsed.errors } };
}
