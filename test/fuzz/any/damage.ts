import type { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import fc from 'fast-check';
import { isRecord, recordAt, stringAt } from '../../../api/json.ts';
import { schemaOf } from '../../support/schema.ts';
import { hostileText } from './hostile.ts';
import { anyShape } from './shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Something that is wrong with a request. Plain data, so that a failure prints as a story. */
export type Damage =
  /** Numbers choose the way to a value, which another one replaces. */
  | { readonly is: 'nonsense'; readonly where: Part; readonly path: readonly number[]; readonly value: unknown }
  | { readonly is: 'missing'; readonly where: Part; readonly path: readonly number[] }
  | { readonly is: 'extra'; readonly where: Part; readonly path: readonly number[]; readonly name: string }
  /** The spec of the composite, or the status or data of another object, made from its schema by a seed. */
  | { readonly is: 'shaped'; readonly where: Part; readonly nth: number; readonly seed: number }
  | { readonly is: 'named'; readonly what: 'name' | 'namespace' | 'kind' | 'apiVersion'; readonly text: string }
  /** An observed object that nobody asked for, or one under another key. */
  | { readonly is: 'stranger'; readonly key: string; readonly nth: number }
  | { readonly is: 'huge'; readonly where: Part; readonly path: readonly number[]; readonly size: number }
  | { readonly is: 'deep'; readonly where: Part; readonly path: readonly number[]; readonly levels: number };

/** A part of a request that comes from a cluster. */
export type Part = 'spec' | 'status' | 'observed' | 'required';

const parts: readonly Part[] = ['spec', 'status', 'observed', 'observed', 'required'];
const where = fc.constantFrom(...parts);
const path = fc.array(fc.nat(), { minLength: 2, maxLength: 12 });

const anyNonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(null, '', 0, -1, 1e308, -0.5, true, [], {}, [null], { a: null }, '2026-13-45T99:00:00Z'),
  hostileText,
  fc.jsonValue({ maxDepth: 2 }),
);

/** Any damage, most of it small. */
export const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constant('nonsense' as const), where, path, value: anyNonsense }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('missing' as const), where, path }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant('extra' as const), where, path, name: hostileText }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('shaped' as const), where, nth: fc.nat(), seed: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('named' as const),
      what: fc.constantFrom('name' as const, 'namespace' as const, 'kind' as const, 'apiVersion' as const),
      text: hostileText,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('stranger' as const),
      key: fc.oneof(fc.constantFrom('cluster', 'worker-job-0', 'service', 'vpc', 'progress'), hostileText),
      nth: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('huge' as const),
      where,
      path,
      size: fc.constantFrom(1000, 20_000, 200_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('deep' as const), where, path, levels: fc.constantFrom(20, 80, 500) }),
  },
);

/** The request with the damage. */
export function damaged(request: RunFunctionRequest, damage: Damage): RunFunctionRequest {
  switch (damage.is) {
    case 'nonsense':
      return changed(request, damage, () => damage.value);
    case 'missing':
      return changed(request, damage, () => undefined);
    case 'extra':
      return changed(request, damage, (value) =>
        isRecord(value) ? withField(value, damage.name, { extra: [damage.name] }) : [value, damage.name],
      );
    case 'shaped':
      return shaped(request, damage);
    case 'named':
      return named(request, damage);
    case 'stranger':
      return stranger(request, damage);
    case 'huge':
      return changed(request, damage, (value) => huge(value, damage.size));
    case 'deep':
      return changed(request, damage, () => nested(damage.levels));
  }
}

interface Place {
  readonly where: Part;
  readonly path: readonly number[];
}

function changed(request: RunFunctionRequest, { where, path }: Place, change: (value: unknown) => unknown) {
  switch (where) {
    case 'spec':
    case 'status':
      return compositeWith(request, (object) => ({ ...object, [where]: below(object[where], path, change) }));
    case 'observed':
    case 'required': {
      const [nth = 0, ...rest] = path;
      return objectsWith(request, where, nth, (object) => recordAt({ object: below(object, rest, change) }, 'object'));
    }
  }
}

/** The value with a change at the end of the way down that numbers choose; undefined removes. */
function below(value: unknown, path: readonly number[], change: (value: unknown) => unknown): unknown {
  const [choice = 0, ...rest] = path;
  const fields = Array.isArray(value) ? [...value.keys()] : isRecord(value) ? Object.keys(value) : [];
  const field = fields[choice % fields.length];
  if (path.length === 0 || field === undefined) return change(value);
  if (Array.isArray(value)) {
    const inner = below(value[Number(field)], rest, change);
    return inner === undefined ? value.toSpliced(Number(field), 1) : value.with(Number(field), inner);
  }
  const { [field]: before, ...others } = value as Fields;
  const inner = below(before, rest, change);
  return inner === undefined ? others : withField(others, String(field), inner);
}

/** With a field of its own, also where its name is that of a prototype. */
function withField(fields: Fields, name: string, value: unknown): Fields {
  return Object.fromEntries([...Object.entries(fields), [name, value]]);
}

function shaped(request: RunFunctionRequest, { where, nth, seed }: Damage & { is: 'shaped' }): RunFunctionRequest {
  const field = where === 'required' ? 'data' : where === 'spec' ? 'spec' : 'status';
  const change = (object: Fields): Fields => {
    const sample = sampleOf(`${stringAt(object, 'apiVersion')} ${stringAt(object, 'kind')}`, field, seed);
    return sample === undefined ? object : { ...object, [field]: sample };
  };
  return where === 'spec' || where === 'status'
    ? compositeWith(request, change)
    : objectsWith(request, where, nth, change);
}

const shapes = new Map<string, fc.Arbitrary<unknown> | undefined>();

function sampleOf(kind: string, field: string, seed: number): unknown {
  const name = `${kind} ${field}`;
  if (!shapes.has(name)) {
    const schema = schemaOf(kind);
    const part = recordAt(schema, 'properties')[field];
    shapes.set(name, part === undefined ? undefined : anyShape(part, schema));
  }
  const shape = shapes.get(name);
  return shape && fc.sample(shape, { seed, numRuns: 1 })[0];
}

function named(request: RunFunctionRequest, { what, text }: Damage & { is: 'named' }): RunFunctionRequest {
  return compositeWith(request, (object) =>
    what === 'kind' || what === 'apiVersion'
      ? { ...object, [what]: text }
      : { ...object, metadata: { ...recordAt(object, 'metadata'), [what]: text } },
  );
}

function stranger(request: RunFunctionRequest, { key, nth }: Damage & { is: 'stranger' }): RunFunctionRequest {
  const { observed } = request;
  const resources = Object.entries(observed?.resources ?? {});
  const [, copied] = resources[nth % Math.max(1, resources.length)] ?? [];
  if (!observed || !copied || Object.hasOwn(observed.resources, key)) return request;
  return { ...request, observed: { ...observed, resources: Object.fromEntries([...resources, [key, copied]]) } };
}

function huge(value: unknown, size: number): unknown {
  if (Array.isArray(value)) return Array.from({ length: size / 20 }, (_, index) => value[0] ?? `item-${index}`);
  if (isRecord(value))
    return { ...value, ...Object.fromEntries(Array.from({ length: size / 50 }, (_, n) => [`f${n}`, n])) };
  return 'x'.repeat(size);
}

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value];
  return { a: value };
}

function compositeWith(request: RunFunctionRequest, change: (object: Fields) => Fields): RunFunctionRequest {
  const composite = request.observed?.composite;
  if (!request.observed || !composite?.resource) return request;
  return {
    ...request,
    observed: { ...request.observed, composite: { ...composite, resource: change(composite.resource) } },
  };
}

function objectsWith(
  request: RunFunctionRequest,
  where: 'observed' | 'required',
  nth: number,
  change: (object: Fields) => Fields,
): RunFunctionRequest {
  if (where === 'observed') {
    const { observed } = request;
    const entries = Object.entries(observed?.resources ?? {});
    const chosen = nth % Math.max(1, entries.length);
    if (!observed) return request;
    const resources = entries.map(([key, one], index) => [
      key,
      index === chosen ? { ...one, resource: change(one.resource ?? {}) } : one,
    ]);
    return { ...request, observed: { ...observed, resources: Object.fromEntries(resources) } };
  }
  const entries = Object.entries(request.requiredResources);
  const chosen = nth % Math.max(1, entries.length);
  const requiredResources = entries.map(([name, { items }], index) => [
    name,
    { items: index === chosen ? items.map((one) => ({ ...one, resource: change(one.resource ?? {}) })) : items },
  ]);
  return { ...request, requiredResources: Object.fromEntries(requiredResources) };
}
