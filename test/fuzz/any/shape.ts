import fc from 'fast-check';
import { at, isRecord, listAt, numberAt, recordAt, stringAt } from '../../../api/json.ts';
import { hostileText } from './hostile.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Depth at which values that a schema leaves open end. */
const deepest = 5;

/**
 * Values that mostly have a schema's shape: right types, allowed words, texts that fit their pattern; and here and there
 * a type, word, bound or field that does not fit. Rules between fields are not followed: those are what is tried.
 */
export function anyShape(schema: unknown, root: unknown = schema, depth = 0): fc.Arbitrary<unknown> {
  const right = rightShape(resolved(schema, root), root, depth);
  return depth === 0 ? right : fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: anyWrong });
}

/** What stands where something else is expected. */
const anyWrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(null, '', 0, -1, 1e308, 0.1, true, [], {}, [null], { a: null }, 'NaN'),
  hostileText,
);

function rightShape(schema: JsonSchema, root: unknown, depth: number): fc.Arbitrary<unknown> {
  const choices = [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')];
  if (choices.length > 0 && schema['properties'] === undefined) {
    return fc.oneof(...choices.map((choice) => anyShape(choice, root, depth)));
  }
  const words = listAt(schema, 'enum');
  if (words.length > 0) return fc.constantFrom(...words);
  if (Object.hasOwn(schema, 'const')) return fc.constant(schema['const']);
  const types = [schema['type']].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, root, depth)));
}

function ofType(type: unknown, schema: JsonSchema, root: unknown, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return anyString(schema);
    case 'integer':
    case 'number':
      return anyNumber(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return depth > deepest
        ? fc.constant([])
        : fc.array(anyShape(schema['items'], root, depth + 1), {
            minLength: Math.min(3, numberAt(schema, 'minItems') ?? 0),
            maxLength: 3,
          });
    default:
      return anyObject(schema, root, depth);
  }
}

function anyObject(schema: JsonSchema, root: unknown, depth: number): fc.Arbitrary<unknown> {
  const properties = recordAt(schema, 'properties');
  if (Object.keys(properties).length === 0) {
    const values = schema['additionalProperties'];
    if (depth > deepest) return fc.constant({});
    const value = isRecord(values) ? anyShape(values, root, depth + 1) : fc.jsonValue({ maxDepth: 2 });
    return fc.dictionary(fc.oneof(fc.constantFrom('team', 'a', 'example.com/b'), hostileText), value, { maxKeys: 3 });
  }
  const required = listAt(schema, 'required').map(String);
  const names = Object.keys(properties).filter((name) => depth <= deepest || required.includes(name));
  const fields = Object.fromEntries(names.map((name) => [name, anyShape(properties[name], root, depth + 1)]));
  return fc
    .tuple(
      fc.record(fields, {
        requiredKeys: names.filter((name) => required.includes(name)),
        noNullPrototype: true,
      }),
      fc.oneof(
        { weight: 40, arbitrary: fc.constant<JsonSchema>({}) },
        { weight: 1, arbitrary: fc.dictionary(hostileText, anyWrong, { maxKeys: 2, noNullPrototype: true }) },
      ),
    )
    .map(([known, more]) => ({ ...known, ...more }));
}

function anyString(schema: JsonSchema): fc.Arbitrary<string> {
  const pattern = stringAt(schema, 'pattern');
  const maxLength = numberAt(schema, 'maxLength');
  if (schema['format'] === 'date-time') {
    return fc.constantFrom('2026-01-01T12:00:00Z', '2026-13-45T99:00:00Z', '1969-01-01T00:00:00.5+14:00');
  }
  const fitting =
    pattern === undefined
      ? fc.oneof(fc.constantFrom('True', 'a', 'us-east-1', 'arn:aws:iam::111122223333:role/a'), hostileText)
      : fc.stringMatching(new RegExp(pattern));
  return maxLength === undefined ? fitting : fitting.map((text) => text.slice(0, maxLength));
}

function anyNumber(schema: JsonSchema): fc.Arbitrary<number> {
  const min = numberAt(schema, 'minimum') ?? 0;
  const max = Math.max(min, numberAt(schema, 'maximum') ?? 1_000_000);
  const within = fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  return fc.oneof({ weight: 5, arbitrary: within }, { weight: 1, arbitrary: fc.constantFrom(min, max, max + 1) });
}

/** A schema behind its references, with the parts that all hold. */
function resolved(schema: unknown, root: unknown): JsonSchema {
  const reference = stringAt(schema, '$ref');
  if (reference !== undefined) return resolved(at(root, ...reference.split('/').slice(1)), root);
  const parts = listAt(schema, 'allOf');
  return parts.reduce<JsonSchema>(
    (whole, part) => ({ ...resolved(part, root), ...whole }),
    recordAt({ schema }, 'schema'),
  );
}
