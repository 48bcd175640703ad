import { recordAt } from '../../api/json.ts';
import type { Manifest } from '../graph/resource.ts';
import { ownedFields } from './owned-fields.ts';

/**
 * Machines as they were asked for, with today's number of them: another default, price list or release of crosstrain must
 * not replace nodes under what trains on them. As rendered where Crossplane's own fields are not known.
 */
export function keptMachines(rendered: Manifest, observed: unknown): Manifest {
  const applied = ownedFields(observed);
  if (!applied) return rendered;
  const { scalingConfig } = recordAt(rendered, 'spec', 'forProvider');
  const spec = recordAt(applied, 'spec');
  return {
    ...applied,
    spec: {
      ...spec,
      forProvider: { ...recordAt(spec, 'forProvider'), ...(scalingConfig !== undefined && { scalingConfig }) },
    },
  };
}
