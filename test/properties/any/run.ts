import fc from 'fast-check';
import { apiVersion } from '../../../api/names.ts';
import { worldOf, type World } from '../../support/world.ts';
import { clustersFor } from './cluster.ts';
import { anyPolicyData, policyObject } from './policy.ts';
import { anyRunSpec } from './run-spec.ts';
import { anyName, anyNamespace, mostly, type Fields } from './word.ts';

/** A TrainingRun and the platform that it finds. */
export interface Situation {
  readonly name: string;
  readonly namespace: string;
  readonly spec: Fields;
  /** Absent: there is no policy object at all. */
  readonly policy: Fields | undefined;
  /** Whether the cluster `own` says how it is reached. */
  readonly isReached: boolean;
}

/** Any run on any platform. */
export const anySituation: fc.Arbitrary<Situation> = fc.record(
  {
    name: anyName,
    namespace: anyNamespace,
    spec: anyRunSpec,
    policy: mostly(anyPolicyData, fc.constant(undefined), 20),
    isReached: fc.boolean(),
  },
  { noNullPrototype: true },
);

/** The world in which a situation begins. */
export function worldIn({ name, namespace, spec, policy, isReached }: Situation): World {
  const run = { apiVersion, kind: 'TrainingRun', metadata: { name, namespace }, spec };
  return worldOf([run, ...(policy ? [policyObject(policy)] : []), ...clustersFor(namespace, isReached)]);
}
