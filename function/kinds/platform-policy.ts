import { policyName } from '../../api/names.ts';
import type { Refusal } from '../plan/refusal.ts';
import { parsePolicy, policyData, type PolicyData } from '../policy/parse.ts';
import { defaultImages, type Policy } from '../policy/policy.ts';
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

/**
 * The policy that was delivered, or the one that `held` has from when what exists was made; images are today's in either
 * case, since what is held is read from a status, and what runs keeps its own anyway.
 */
export function deliveredPolicy(request: Request, held?: { readonly data: PolicyData }): DeliveredPolicy {
  const platform = request.required('policy');
  const namespace = request.required('namespace-policy');
  if (!platform || !namespace) return { type: 'NotDelivered' };
  const today = policyData(platform[0], namespace[0]);
  const { data } = held ?? { data: today };
  const parsed = parsePolicy(data);
  if (parsed.ok) return { type: 'Policy', policy: { ...parsed.value, images: imagesOf(today) }, data };
  return { type: 'Refused', refusal: { reason: 'InvalidPolicy', errors: parsed.errors } };
}

/** Images of a policy; where it cannot be read, those of the release. */
function imagesOf(data: PolicyData): Policy['images'] {
  const parsed = parsePolicy(data);
  return parsed.ok ? parsed.value.images : defaultImages;
}
