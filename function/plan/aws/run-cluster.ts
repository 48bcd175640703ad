import type { FieldError } from '../../../api/field-error.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CreatedClusterSpec } from '../../spec/created-cluster.ts';
import { runName } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import type { CostPart } from '../running-cost.ts';
import { clusterPlan } from './cluster.ts';
import type { Owner } from './names.ts';
import { allowedAWS, awsSettings } from './settings.ts';

/** The cluster that is made for one run. */
export interface RunCluster {
  /** Of the TrainingCluster, in the run's namespace. */
  readonly name: string;
  readonly spec: CreatedClusterSpec;
  /** Where artifacts of its runs go unless they say otherwise. */
  readonly artifactsURI: string;
  /** What it costs by the hour; absent where nothing prices it. */
  readonly parts?: readonly CostPart[];
  /** Date of the price list, YYYY-MM-DD. */
  readonly pricesDate?: string;
}

export type RunClusterResult =
  { readonly type: 'Cluster'; readonly cluster: RunCluster } | { readonly type: 'Refused'; readonly refusal: Refusal };

/** Where the fields of the cluster stand in a run's spec. */
const place = 'spec.cluster.create';

/** Decides the cluster of a run, or says why not, before anything of it is made. */
export function runCluster(run: Owner, asked: CreatedClusterSpec, policy: Policy): RunClusterResult {
  const { region } = asked;
  const allowed = allowedAWS(region, policy, place);
  if (allowed.type === 'Refused') return allowed;
  const spec = withZones(asked, allowed.aws.zones);
  const unusable = zoneErrors(spec);
  if (unusable.length > 0) return { type: 'Refused', refusal: { reason: 'InvalidSpec', errors: unusable } };
  const owner = { name: runName(run.name, '-cluster'), namespace: run.namespace };
  const settings = awsSettings({ kind: 'TrainingCluster', owner, region, tags: spec.tags }, allowed.aws, policy);
  const planned = clusterPlan(spec, allowed.aws, settings);
  if (planned.type === 'Refused') return { type: 'Refused', refusal: inRun(planned.refusal) };
  const { names, cost } = planned.plan;
  return {
    type: 'Cluster',
    cluster: {
      name: owner.name,
      spec,
      artifactsURI: `s3://${names.bucket}`,
      ...(cost.usdPerHour !== undefined && { parts: cost.parts }),
      ...(cost.date !== undefined && { pricesDate: cost.date }),
    },
  };
}

/** More would not fit into one composite resource, together with all that stands in them. */
const mostZones = 3;

function withZones(spec: CreatedClusterSpec, known: readonly string[]): CreatedClusterSpec {
  const { network, region } = spec;
  if (network.type === 'Named' || network.zones.length > 0) return spec;
  const zones = known.filter((zone) => zone.slice(0, -1) === region).slice(0, mostZones);
  return { ...spec, network: { type: 'Own', zones } };
}

function zoneErrors({ network, region }: CreatedClusterSpec): readonly FieldError[] {
  if (network.type === 'Named') return [];
  const foreign = network.zones.filter((zone) => zone.slice(0, -1) !== region);
  if (foreign.length > 0)
    return [{ path: `${place}.zones`, message: `${foreign.join(', ')} is no zone of region ${region}` }];
  if (network.zones.length >= 2) return [];
  const message = `must name two zones of ${region}, here or in the policy's aws.zones, or give networkRef`;
  return [{ path: `${place}.zones`, message }];
}

/** The refusal of a cluster with its fields where the run has them. */
function inRun({ reason, errors }: Refusal): Refusal {
  return {
    reason,
    errors: errors.map(({ path, message }) => ({ path: path.replace(/^spec\.create/, place), message })),
  };
}
