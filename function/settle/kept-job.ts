import { recordAt } from '../../api/json.ts';
import type { Manifest } from '../graph/resource.ts';
import { ownedFields } from './owned-fields.ts';

/** Fields of a Job's spec that may change while it exists, and that follow the run. */
const changeable = ['suspend', 'activeDeadlineSeconds', 'backoffLimit'] as const;

/**
 * A Job as it was applied, with today's values of what may change: its template is immutable, and another image,
 * default or price must not reach what runs. As rendered where Crossplane's own fields are not known.
 */
export function keptJob(rendered: Manifest, observed: unknown): Manifest {
  const applied = ownedFields(observed);
  if (!applied) return rendered;
  if (rendered.kind === 'Job') return withChangeable(applied, rendered);
  const manifest = (of: Manifest) => recordAt(of, 'spec', 'forProvider', 'manifest');
  const inner = {
    ...manifest(applied),
    spec: changed(recordAt(manifest(applied), 'spec'), recordAt(manifest(rendered), 'spec')),
  };
  const spec = recordAt(applied, 'spec');
  return { ...applied, spec: { ...spec, forProvider: { ...recordAt(spec, 'forProvider'), manifest: inner } } };
}

function withChangeable(applied: Manifest, rendered: Manifest): Manifest {
  return { ...applied, spec: changed(recordAt(applied, 'spec'), recordAt(rendered, 'spec')) };
}

function changed(applied: Readonly<Record<string, unknown>>, rendered: Readonly<Record<string, unknown>>) {
  const spec: Record<string, unknown> = { ...applied };
  for (const field of changeable) {
    if (rendered[field] === undefined) delete spec[field];
    else spec[field] = rendered[field];
  }
  return spec;
}
