import { listAt, recordAt, stringAt } from '../../api/json.ts';
import { conditionIn, conditionsIn, statusWith, withConditions } from '../../simulator/conditions.ts';
import { simulatedKinds } from '../../simulator/providers/aws/kinds.ts';
import { resolved } from '../../simulator/providers/aws/references.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { translations } from './translate/index.ts';
import type { Condition } from '../../simulator/conditions.ts';
import type { Fields, KubernetesObject } from '../../simulator/object.ts';
import type { AskedProvider, Providers } from '../../simulator/providers/provider.ts';
import type { Clients } from './clients.ts';
import type { Translation } from './translate/translation.ts';

/** What a test plants: another `forProvider` than was composed. */
export type Mistake = (object: KubernetesObject, fields: Fields) => Fields;

/** Providers that make in moto what moto has, and simulate the rest. */
export function motoProviders(aws: Clients, mistake: Mistake = (_object, fields) => fields): Providers {
  const made = Object.entries(translations).map(([kind, translation]) => {
    const group = simulatedKinds[kind]?.group ?? '';
    return [`${group}.aws.m.upbound.io/v1beta1/${kind}`, controller(translation, aws, mistake)] as const;
  });
  // Runs that train keep what they have.
  return { ...providersInTraining, ...Object.fromEntries(made) };
}

/** The provider's controller of one kind: it resolves references, makes the thing once, and says what AWS said. */
function controller(translation: Translation, aws: Clients, mistake: Mistake): AskedProvider {
  return async (object, { cluster, now }) => {
    const status = recordAt(object, 'status');
    const before = conditionsIn(status);
    const say = (type: string, isTrue: boolean, reason: string, message?: string): Condition => ({
      type,
      status: isTrue ? 'True' : 'False',
      reason,
      ...(message !== undefined && { message }),
      lastTransitionTime: now,
    });
    const found = resolved(object, mistake(object, recordAt(object, 'spec', 'forProvider')), cluster);
    if ('unresolved' in found) {
      const message = `cannot resolve references: ${found.unresolved}`;
      return statusWith(status, withConditions(before, say('Synced', false, 'ReconcileError', message)));
    }
    const { fields } = found;
    if (stringAt(status, 'atProvider', 'id') !== undefined) return unchanged(object, fields);
    // What was refused once is not tried again: a half of it may have been made.
    if (conditionIn(status, 'Synced')?.message?.startsWith('create failed') === true) return undefined;
    try {
      const { id, facts } = await asked(translation, object, fields, aws);
      const conditions = withConditions(
        before,
        say('Synced', true, 'ReconcileSuccess'),
        say('Ready', true, 'Available'),
      );
      return statusWith({ ...status, atProvider: { ...fields, id, ...facts } }, conditions);
    } catch (error) {
      const message = `create failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
      return statusWith(status, withConditions(before, say('Synced', false, 'ReconcileError', message)));
    }
  };
}

function asked(translation: Translation, object: KubernetesObject, fields: Fields, aws: Clients) {
  const name = object.metadata.annotations?.['crossplane.io/external-name'] ?? object.metadata.name;
  if (isObserved(object)) {
    if (translation.observe === undefined) throw new Error(`cannot look at a ${object.kind}: it has no translation`);
    return translation.observe(name, aws);
  }
  const lost = Object.keys(fields).filter((field) => !translation.fields.includes(field));
  if (lost.length > 0) throw new Error(`cannot translate ${object.kind}: ${lost.join(', ')}`);
  return translation.create({ name, fields }, aws);
}

/** What was made is not changed here: no composed field may wait for what comes later. */
function unchanged(object: KubernetesObject, fields: Fields): undefined {
  const made = recordAt(object, 'status', 'atProvider');
  const changed = Object.keys(fields).filter((name) => JSON.stringify(fields[name]) !== JSON.stringify(made[name]));
  const asMade = changed.filter((name) => object.kind !== 'Cluster' || name !== 'vpcConfig');
  if (asMade.length > 0) throw new Error(`cannot change ${object.metadata.name}: ${asMade.join(', ')}`);
  return undefined;
}

function isObserved(object: KubernetesObject): boolean {
  return listAt(object, 'spec', 'managementPolicies').join() === 'Observe';
}
