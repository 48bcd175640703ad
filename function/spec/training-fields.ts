import type { TrainingRunSpec as Document } from '../../api/kinds/training-run.gen.ts';
import { isRecord } from '../../api/json.ts';
import schema from '../../api/kinds/training-run.schema.gen.json' with { type: 'json' };

/**
 * Fields that change how a run is governed, not what it trains: editing them must never replace a Job.
 * Everything else decides the pods, so a change of it starts the gang anew.
 */
const governing = [
  'suspend',
  'budget',
  'activeDeadlineSeconds',
  'failurePolicy',
  'releasePolicy',
  'provisioningDeadlineSeconds',
  'promotion',
] as const satisfies readonly (keyof Document)[];

/**
 * The fields of a spec that decide what is trained, without those that equal their default: a release that adds a field
 * with a default must not change the identity of Jobs that run.
 */
export function trainingFields(document: Document): Readonly<Record<string, unknown>> {
  // Core's own corner of the spec: it lists what is composed, so with it in the identity every new object would replace the Jobs.
  const excluded: readonly string[] = governing;
  const fields = Object.entries(withoutExcludedOffers(document)).filter(([name]) => !excluded.includes(name));
  const stripped = withoutDefaults(Object.fromEntries(fields), schema);
  return isRecord(stripped) ? stripped : {};
}

/** Who watches the run adds to them; whether other machines are taken, and so another Job, is the plan's decision. */
function withoutExcludedOffers({ pool, ...document }: Document): Document {
  const { excludedOffers: _, ...rest } = pool ?? {};
  return Object.keys(rest).length > 0 ? { ...document, pool: rest } : document;
}

function withoutDefaults(value: unknown, schemaOf: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) => withoutDefaults(item, isRecord(schemaOf) ? schemaOf['items'] : undefined));
  if (!isRecord(value)) return value;
  const properties = isRecord(schemaOf) && isRecord(schemaOf['properties']) ? schemaOf['properties'] : {};
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const property = properties[name];
    const rest = withoutDefaults(inner, property);
    if (!isRecord(property) || !('default' in property)) kept[name] = rest;
    else if (JSON.stringify(rest) !== JSON.stringify(property['default'])) kept[name] = rest;
  }
  return kept;
}
