import type { FieldError, Parsed } from '../../api/field-error.ts';
import type { TrainingNetworkSpec as Document } from '../../api/kinds/training-network.gen.ts';
import schema from '../../api/kinds/training-network.schema.gen.json' with { type: 'json' };
import { cidrErrors } from './cidr.ts';
import { completed } from './schema.ts';

/** A network that clusters stand in: made, or already there. */
export interface TrainingNetworkSpec {
  readonly region: string;
  readonly origin: NetworkOrigin;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where the network comes from. */
export type NetworkOrigin =
  | {
      readonly type: 'Created';
      /** Sorted by name; the way out is in the first. */
      readonly zones: readonly string[];
      readonly cidr: string;
      /** Absent: the policy's. */
      readonly interfaceEndpoints?: readonly string[];
      readonly flowLogRetentionDays: number;
    }
  | {
      readonly type: 'Existing';
      readonly vpcId: string;
      readonly privateSubnets: readonly { readonly id: string; readonly zone: string }[];
    };

const completedSpec = completed<Document>(schema);

/** A TrainingNetwork's spec, complete; or every field that is wrong. */
export function parseTrainingNetwork(spec: unknown): Parsed<TrainingNetworkSpec> {
  const parsed = completedSpec(spec ?? {}, 'spec');
  if (!parsed.ok) return parsed;
  const { region, create, existing, tags = {} } = parsed.value;
  const errors = ruleErrors(parsed.value);
  if (errors.length > 0) return { ok: false, errors };
  if (existing) return { ok: true, value: { region, tags, origin: { type: 'Existing', ...existing } } };
  return { ok: true, value: { region, tags, origin: created(create ?? { zones: [] }) } };
}

function created({ zones, cidr, interfaceEndpoints, flowLogs }: NonNullable<Document['create']>): NetworkOrigin {
  return {
    type: 'Created',
    zones: zones.toSorted(),
    cidr: cidr ?? '10.0.0.0/16',
    ...(interfaceEndpoints && { interfaceEndpoints: interfaceEndpoints.toSorted() }),
    flowLogRetentionDays: flowLogs?.retentionDays ?? 30,
  };
}

/** More would not fit into one composite resource. */
const mostEndpointsWithThreeZones = 3;

function ruleErrors({ region, create, existing }: Document): readonly FieldError[] {
  if ((create === undefined) === (existing === undefined))
    return [{ path: 'spec', message: 'exactly one of create and existing must be set' }];
  if (!create) return [];
  return [
    ...create.zones.flatMap((zone, index) =>
      zone.startsWith(region)
        ? []
        : [{ path: `spec.create.zones[${index}]`, message: `${zone} is no zone of region ${region}` }],
    ),
    ...cidrErrors(create.cidr ?? '10.0.0.0/16', 'spec.create.cidr'),
    ...(create.zones.length > 2 && (create.interfaceEndpoints?.length ?? 0) > mostEndpointsWithThreeZones
      ? [{ path: 'spec.create.interfaceEndpoints', message: 'at most three interface endpoints with three zones' }]
      : []),
  ];
}
