import { listAt, recordAt } from '../../api/json.ts';
import { isComposite } from '../../cli/sources/package.ts';
import { identity, referenceTo } from '../../simulator/object.ts';
import type { Fields, KubernetesObject } from '../../simulator/object.ts';
import { providers } from '../../simulator/providers/index.ts';
import type { AskedProvider, Provider, Providers, Turn } from '../../simulator/providers/provider.ts';
import { jobStatus } from '../support/controllers.ts';
import type { Fault } from './fault.ts';

/** The simulated controllers, of which some go wrong for some passes. What they know stays right: later they say it again. */
export function faulty(faults: readonly Fault[], passAt: (now: string) => number): Providers {
  const known = new Map<string, Fields | undefined>();
  const order: string[] = [];
  const wrapped = (provider: Provider | AskedProvider): AskedProvider => {
    return async (object, turn) => {
      const name = identity(referenceTo(object));
      if (!order.includes(name)) order.push(name);
      const pass = passAt(turn.now);
      const fault = faults.find(
        ({ nth, pass: begins, lasts }) =>
          nth % order.length === order.indexOf(name) && begins <= pass && pass < begins + lasts,
      );
      if (fault?.is === 'late') return undefined;
      if (fault?.is === 'deleted by hand' && fault.pass === pass)
        return deleted(object, turn, () => known.delete(name));
      const { status: _, ...rest } = object;
      const before = known.get(name);
      const said = await provider({ ...rest, ...(before && { status: before }) }, turn);
      const truth = said ?? before;
      known.set(name, truth);
      return fault === undefined ? truth : told(fault, object, truth, pass);
    };
  };
  return Object.fromEntries(Object.entries(providers).map(([kind, provider]) => [kind, wrapped(provider)]));
}

/** Somebody deletes a leaf that is composed, which is made again; a composite, or kube-system, is somebody else's to restore. */
function deleted(object: KubernetesObject, { cluster, now }: Turn, forget: () => void): undefined {
  if (isComposite(object) || object.metadata.ownerReferences === undefined) return undefined;
  cluster.delete(referenceTo(object), now);
  forget();
  return undefined;
}

function told(fault: Fault, object: KubernetesObject, truth: Fields | undefined, pass: number): Fields | undefined {
  switch (fault.is) {
    case 'lost':
      return {};
    case 'flapping':
      return pass % 2 === 0 ? truth : withReady(truth, () => ['False']);
    case 'contradictory':
      return withReady(truth, (status) => [status, status === 'True' ? 'False' : 'True']);
    case 'taken away':
      // A Job that is over stays over.
      return object.kind === 'Job' && listAt(truth, 'conditions').length === 0
        ? jobStatus.failed(0, pass, 'PodFailurePolicy', 'Pod matching FailJob rule at index 0')
        : truth;
    case 'late':
    case 'deleted by hand':
      return truth;
  }
}

function withReady(status: Fields | undefined, said: (status: unknown) => readonly unknown[]): Fields | undefined {
  if (status === undefined) return undefined;
  const conditions = listAt(status, 'conditions').flatMap((condition) => {
    const fields = recordAt({ condition }, 'condition');
    return fields['type'] === 'Ready' ? said(fields['status']).map((one) => ({ ...fields, status: one })) : [fields];
  });
  return { ...status, conditions };
}
