import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';
import { compositions, definitions, isComposite } from '../../cli/sources/package.ts';
import { readSources } from '../../cli/sources/files.ts';
import { canonical } from '../../function/plan/names.ts';
import { runFunction } from '../../function/run-function.ts';
import { scopeWith } from '../../simulator/api-server.ts';
import { identity, referenceTo } from '../../simulator/object.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { reconcile } from '../../simulator/reconcile.ts';
import { played } from '../support/simulation.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

// Thousands of reconciles.
jest.setTimeout(300_000);

const root = fileURLToPath(new URL('../../examples/', import.meta.url));
const examples = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readSources(root + name).objects.some(isMadeInAWS));

function isMadeInAWS(object: KubernetesObject): boolean {
  return isRecord(recordAt(object, 'data')['aws']);
}

/** A status without one thing that it said, and what that was. */
interface Loss {
  readonly what: string;
  readonly object: KubernetesObject;
}

describe.each(examples)('examples/%s, once all is there', (name) => {
  test('changes no field of any object where any single fact is lost', async () => {
    const { cluster } = await played(readSources(root + name).objects, { providers: providersInTraining });
    const objects = cluster.objects();
    const composites = objects.filter(isComposite);
    const before = new Map<string, string>();
    for (const xr of composites) before.set(xr.metadata.name, await composed(xr, objects));
    const losses = objects.flatMap(lossesOf);
    expect(losses.length).toBeGreaterThan(objects.length / 2);

    const changes: string[] = [];
    for (const { what, object } of losses) {
      const after = objects.map((one) => (isSame(one, object) ? object : one));
      for (const xr of composites.filter((one) => !isSame(one, object) && reads(one, object))) {
        if ((await composed(xr, after)) !== before.get(xr.metadata.name)) {
          changes.push(`${xr.kind} ${xr.metadata.name} without ${what}`);
        }
      }
    }
    expect(changes).toEqual([]);
  });
});

/** Whether a composite is told of an object: of its own, and of crosstrain's kinds, which it may ask for. */
function reads(xr: KubernetesObject, object: KubernetesObject): boolean {
  return isComposite(object) || object.metadata.ownerReferences?.some(({ uid }) => uid === xr.metadata.uid) === true;
}

/** All that one reconcile asks for, as text; where it stops, which changes nothing either, what was asked for before. */
async function composed(xr: KubernetesObject, objects: readonly KubernetesObject[]): Promise<string> {
  const composition = compositions.find(({ compositeType }) => compositeType.kind === xr.kind);
  if (composition === undefined) throw new Error(`cannot reconcile ${xr.kind}: no Composition fits`);
  const references = listAt(xr, 'spec', 'crossplane', 'resourceRefs');
  const observed = objects.filter(
    ({ apiVersion, kind, metadata }) =>
      metadata.namespace === xr.metadata.namespace &&
      references.some(
        (one) =>
          stringAt(one, 'kind') === kind &&
          stringAt(one, 'name') === metadata.name &&
          stringAt(one, 'apiVersion') === apiVersion,
      ),
  );
  const result = await reconcile(
    { xr, composition, observed, now: '2026-01-01T01:00:00Z', isNamespaced: scopeWith(definitions) },
    {
      call: (_name, request) => Promise.resolve(runFunction(request)),
      read: ({ apiVersion, kind, name, namespace }) =>
        objects.filter(
          (one) =>
            one.apiVersion === apiVersion &&
            one.kind === kind &&
            one.metadata.name === name &&
            (namespace === undefined || one.metadata.namespace === namespace),
        ),
      readSchema: () => undefined,
    },
  );
  if (result.failure !== undefined) throw new Error(`${xr.kind} ${xr.metadata.name}: ${result.failure}`);
  const sorted = result.composed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return canonical(sorted.map(({ key, object }) => ({ key, spec: object['spec'], metadata: object.metadata })));
}

/** The object without its whole status, without each thing that AWS said beyond what it was asked, and without each fact. */
function lossesOf(object: KubernetesObject): readonly Loss[] {
  if (object['status'] === undefined) return [];
  const { status, ...rest } = object;
  const named = `${object.kind} ${object.metadata.name}`;
  const asked = recordAt(object, 'spec', 'forProvider');
  const answered = Object.keys(recordAt(status, 'atProvider')).filter((field) => !Object.hasOwn(asked, field));
  const facts = isComposite(object) ? leaves(recordAt(status, 'facts')) : [];
  const paths = [
    ...answered.map((field) => ['atProvider', field]),
    ...facts.map((path) => ['facts', ...path]),
    ['conditions'],
  ];
  return [
    { what: `the status of ${named}`, object: rest },
    ...paths.map((path) => ({
      what: `status.${path.join('.')} of ${named}`,
      object: { ...object, status: without(status, path) },
    })),
  ];
}

function leaves(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([field, inner]) => leaves(inner, [...path, field]));
}

function without(value: unknown, [field = '', ...rest]: readonly string[]): unknown {
  const { [field]: inner, ...others } = recordAt({ value }, 'value');
  return rest.length === 0 ? others : { ...others, [field]: without(inner, rest) };
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return identity(referenceTo(one)) === identity(referenceTo(other));
}
