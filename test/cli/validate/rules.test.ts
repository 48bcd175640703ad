import { describe, expect, test } from '@jest/globals';
import { ruleFindings } from '../../../cli/validate/rules.ts';
import type { CelRule, StructuralSchema } from '../../../cli/validate/structural-schema.ts';

const integer: StructuralSchema = { type: 'integer' };
const text: StructuralSchema = { type: 'string' };
const object = (
  properties: Readonly<Record<string, StructuralSchema>>,
  ...rules: readonly CelRule[]
): StructuralSchema => ({
  type: 'object',
  properties,
  'x-kubernetes-validations': rules,
});
const found = (schema: StructuralSchema, value: unknown, old?: unknown) =>
  ruleFindings({ schema, value, ...(old === undefined ? {} : { old }), unreadable: [] });
const messages = (schema: StructuralSchema, value: unknown, old?: unknown) =>
  found(schema, value, old).problems.map(({ message }) => message);

describe('values are what the API server makes of them', () => {
  const broken = ['broken'];
  const rule = (cel: string) => ({ rule: cel, message: 'broken' });
  test.each([
    {
      because: 'integers compare as integers',
      schema: object({ a: integer }, rule('self.a > 3')),
      value: { a: 3 },
      expected: broken,
    },
    {
      because: 'an absent field is not there',
      schema: object({ a: integer }, rule('has(self.a)')),
      value: {},
      expected: broken,
    },
    {
      because: 'null is absent',
      schema: object({ a: integer }, rule('!has(self.a)')),
      value: { a: null },
      expected: [],
    },
    {
      because: 'names that are no identifiers are escaped',
      schema: object({ 'a-b': integer, namespace: text }, rule("self.a__dash__b == 1 && self.__namespace__ == 'x'")),
      value: { 'a-b': 1, namespace: 'x' },
      expected: [],
    },
    {
      because: 'keys of a map are not escaped',
      schema: {
        type: 'object',
        additionalProperties: text,
        'x-kubernetes-validations': [rule("self.all(k, k == 'a-b')")],
      },
      value: { 'a-b': 'x' },
      expected: [],
    },
    {
      because: 'what an int or a string may be shows at run time',
      schema: object({ a: { 'x-kubernetes-int-or-string': true } }, rule('type(self.a) == int && self.a == 80')),
      value: { a: 80 },
      expected: [],
    },
  ])('$because', ({ schema, value, expected }) => {
    expect(messages(schema, value)).toEqual(expected);
  });
});

describe('a rule on a change', () => {
  const same: CelRule = { rule: 'self == oldSelf', message: 'changed' };
  const keyed: StructuralSchema = {
    type: 'array',
    items: object({ name: text, value: { ...text, 'x-kubernetes-validations': [same] } }),
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  };
  const item = (name: string, value: string) => ({ name, value });

  test('finds the old item by its key', () => {
    expect(messages(keyed, [item('b', '2'), item('a', '1')], [item('a', '1'), item('b', '2')])).toEqual([]);
    expect(messages(keyed, [item('b', '3'), item('a', '1')], [item('a', '1'), item('b', '2')])).toEqual(['changed']);
  });

  test('does not concern a new item', () => {
    expect(messages(keyed, [item('c', '1')], [])).toEqual([]);
  });

  test('cannot be judged without the object before, and says so', () => {
    expect(found(object({ a: { ...integer, 'x-kubernetes-validations': [same] } }), { a: 1 })).toEqual({
      problems: [],
      unchecked: [{ rule: 'a: changed', why: 'compares with the object before the change' }],
    });
  });
});

describe('what cannot be evaluated is named', () => {
  test.each([
    {
      because: 'the evaluator lacks a function of Kubernetes',
      rule: { rule: "quantity(self.a) > quantity('1')", message: 'too small' },
    },
    { because: 'the rule is no CEL', rule: { rule: 'self.a ===', message: 'too small' } },
    { because: 'the old value is optional', rule: { rule: 'true', message: 'too small', optionalOldSelf: true } },
  ])('when $because', ({ rule }) => {
    const { problems, unchecked } = found(object({ a: text }, rule), { a: '2' });
    expect(problems).toEqual([]);
    expect(unchecked).toEqual([{ rule: 'too small', why: expect.any(String) }]);
  });

  test('when a field that it reads is wrong, and only then', () => {
    const schema = object(
      { a: text, b: text },
      { rule: "self.a == 'x'", message: 'a' },
      { rule: "self.b == 'x'", message: 'b' },
    );
    expect(ruleFindings({ schema, value: { a: 1, b: 'y' }, unreadable: [['a']] })).toEqual({
      problems: [{ path: [], message: 'b' }],
      unchecked: [{ rule: 'a', why: 'reads a field that is wrong' }],
    });
  });
});

describe('a broken rule', () => {
  test('points at the field that it names', () => {
    const schema = object({ a: integer }, { rule: 'false', message: 'no', fieldPath: '.a' });
    expect(found(schema, { a: 1 }).problems).toEqual([{ path: ['a'], message: 'no' }]);
  });

  test('may compute its message', () => {
    const schema = object(
      { a: integer },
      { rule: 'false', message: 'no', messageExpression: "'a is ' + string(self.a)" },
    );
    expect(messages(schema, { a: 1 })).toEqual(['a is 1']);
  });

  test('is also one that fails while it is evaluated, as for the API server', () => {
    const schema = object({ a: integer }, { rule: 'self.a > 0', message: 'no' });
    expect(messages(schema, {})).toEqual([expect.stringMatching(/^no \(.*a\)$/)]);
  });
});
