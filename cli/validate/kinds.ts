import { parse } from 'yaml';
import policySchema from '../../function/policy/policy.schema.json' with { type: 'json' };
import computePool from '../../package/apis/computepools/definition.yaml';
import trainingCluster from '../../package/apis/trainingclusters/definition.yaml';
import trainingNetwork from '../../package/apis/trainingnetworks/definition.yaml';
import trainingRun from '../../package/apis/trainingruns/definition.yaml';
import { policyName } from '../../api/names.ts';
import { compositeKind } from './crd-schema.ts';
import type { CompositeResourceDefinition, DefinedKind } from './crd-schema.ts';
import { nearestName } from './nearest-name.ts';
import { closedJsonSchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** What judges an object: its kind's schema with rules, or the policy's schema for `data`, or nothing and why. */
export type Judge =
  | { readonly type: 'Kind'; readonly shape: Readonly<Record<string, unknown>>; readonly schema: StructuralSchema }
  | { readonly type: 'Policy'; readonly shape: Readonly<Record<string, unknown>> }
  | { readonly type: 'None'; readonly why: string }
  | { readonly type: 'Wrong'; readonly field: 'apiVersion' | 'kind'; readonly message: string };

/** What identifies an object. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

const definitions = [trainingRun, trainingCluster, trainingNetwork, computePool].map((text) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file is ours, and its own tests check it
  const definition = compositeKind(parse(text) as CompositeResourceDefinition);
  return { ...definition, shape: closedJsonSchema(definition.schema) };
});

const policyObject = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'data'],
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    data: policySchema,
  },
  additionalProperties: false,
};

/** What judges the object. */
export function judge({ apiVersion, kind, name = '' }: ObjectIdentity): Judge {
  const [group, version] = apiVersion.split('/');
  if (apiVersion === 'apiextensions.crossplane.io/v1beta1' && kind === 'EnvironmentConfig') {
    const isPolicy = name === policyName || name.startsWith(`${policyName}-`);
    if (isPolicy) return { type: 'Policy', shape: policyObject };
    return {
      type: 'None',
      why: `only the EnvironmentConfigs ${policyName} and ${policyName}-<namespace> are crosstrain's`,
    };
  }
  const ours = definitions.filter((definition) => definition.group === group);
  if (ours.length === 0) return { type: 'None', why: 'not a kind of crosstrain' };
  const named = ours.filter((definition) => definition.kind === kind);
  if (named.length === 0) return { type: 'Wrong', field: 'kind', message: unknownKind(kind, ours) };
  const served = named.find((definition) => definition.version === version);
  if (served === undefined) {
    const versions = named.map((definition) => `${definition.group}/${definition.version}`).join(', ');
    return { type: 'Wrong', field: 'apiVersion', message: `${kind} has no such version; use ${versions}` };
  }
  return { type: 'Kind', shape: served.shape, schema: served.schema };
}

function unknownKind(kind: string, ours: readonly DefinedKind[]): string {
  const kinds = ours.map((definition) => definition.kind);
  const near = nearestName(kind, kinds);
  return near === undefined
    ? `crosstrain has no such kind; it has ${kinds.join(', ')}`
    : `crosstrain has no such kind; did you mean ${near}?`;
}
