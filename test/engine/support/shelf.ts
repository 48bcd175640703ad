import { booleanAt, listAt, stringAt } from '../../../api/json.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';
import type { FakeFunction } from '../../support/fake-function.ts';

/** What a shelf is to hold. */
export interface ShelfSpec {
  /** Each book becomes a ConfigMap under the key `book-<name>`. */
  readonly books: readonly string[];
  /** Name of a ConfigMap whose `data.colour` every book gets. @default books are grey and nothing is asked for */
  readonly paint?: string;
  /** Refuse the request as a whole. @default false */
  readonly isFull?: boolean;
}

/** A shelf. */
export function shelf(spec: ShelfSpec): KubernetesObject {
  return { apiVersion: 'example.org/v1', kind: 'Shelf', metadata: { name: 'poems', namespace: 'library' }, spec };
}

/** Paint in the shelf's room. */
export function paint(colour: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'paint', namespace: 'library' }, data: { colour } };
}

/** The Composition of shelves: one step. */
export const composition: KubernetesObject = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: { name: 'shelves' },
  spec: {
    compositeTypeRef: { apiVersion: 'example.org/v1', kind: 'Shelf' },
    mode: 'Pipeline',
    pipeline: [{ step: 'shelf', functionRef: { name: 'function-shelf' } }],
  },
};

/** A function just large enough for every part of a reconcile: it asks, composes, drops, reports, refuses. */
export const shelfFunction: FakeFunction = ({ observed, requiredResources }) => {
  const composite = observed?.composite?.resource;
  const books = listAt(composite, 'spec', 'books').map(String);
  const wanted = stringAt(composite, 'spec', 'paint');
  const requirements =
    wanted === undefined
      ? {}
      : { resources: { paint: { apiVersion: 'v1', kind: 'ConfigMap', matchName: wanted, namespace: 'library' } } };
  if (booleanAt(composite, 'spec', 'isFull') === true) {
    return { requirements, results: [{ severity: 'SEVERITY_FATAL', message: 'no room' }] };
  }
  const colour = stringAt(requiredResources['paint']?.items[0]?.resource, 'data', 'colour') ?? 'grey';
  const shelved = books.filter((book) => observed?.resources[`book-${book}`] !== undefined).length;
  const book = { resource: { apiVersion: 'v1', kind: 'ConfigMap', data: { colour } }, ready: 'READY_TRUE' };
  return {
    requirements,
    conditions: [
      {
        type: 'Tidy',
        status: shelved === books.length ? 'STATUS_CONDITION_TRUE' : 'STATUS_CONDITION_FALSE',
        reason: 'Counted',
      },
    ],
    desired: {
      composite: { resource: { status: { shelved } }, ready: shelved === books.length ? 'READY_TRUE' : 'READY_FALSE' },
      resources: Object.fromEntries(books.map((name) => [`book-${name}`, book])),
    },
  };
};
