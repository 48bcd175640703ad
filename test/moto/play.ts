import { stringAt } from '../../api/json.ts';
import { conditionIn } from '../../simulator/conditions.ts';
import { played } from '../support/simulation.ts';
import { clients } from './clients.ts';
import { motoProviders, type Mistake } from './controller.ts';
import type { KubernetesObject } from '../../simulator/object.ts';
import type { Settled } from '../../simulator/settle.ts';

/** The objects played until nothing changes, in moto as far as it goes. */
export function playedInMoto(objects: readonly KubernetesObject[], mistake?: Mistake): Promise<Settled> {
  return played(objects, { providers: motoProviders(clients(), mistake) });
}

/** What AWS refused: kind, and AWS' own words. */
export function refusals({ cluster }: Settled): readonly string[] {
  return cluster.objects().flatMap((object) => {
    const synced = conditionIn(object['status'], 'Synced');
    return synced?.status === 'False' && synced.reason === 'ReconcileError'
      ? [`${object.kind} ${object.metadata.name}: ${synced.message ?? ''}`]
      : [];
  });
}

/** The id in AWS of the object of that name. */
export function idOf({ cluster }: Settled, name: string): string {
  const found = cluster
    .objects()
    .find(({ apiVersion, metadata }) => apiVersion.includes('.aws.m.') && metadata.name === name);
  return stringAt(found, 'status', 'atProvider', 'id') ?? `no ${name}`;
}
