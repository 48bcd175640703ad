import { expect, test } from '@jest/globals';
import type { JSONSchemaType } from 'ajv';
import { parseHyperparameters } from '../../../trainer-image/src/recipes/hyperparameters.ts';

interface Example {
  readonly epochs: number;
  readonly learningRate: number;
  readonly name: string;
}

const schema: JSONSchemaType<Example> = {
  type: 'object',
  additionalProperties: false,
  required: ['epochs', 'learningRate', 'name'],
  properties: {
    epochs: { type: 'integer', minimum: 1, maximum: 1000, default: 10 },
    learningRate: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.005 },
    name: { type: 'string', default: 'example' },
  },
};

const parse = (given: Readonly<Record<string, unknown>>) => parseHyperparameters('example', schema, given);

test('what is not given has its default', () => {
  expect(parse({})).toEqual({ epochs: 10, learningRate: 0.005, name: 'example' });
  expect(parse({ epochs: 3 })).toEqual({ epochs: 3, learningRate: 0.005, name: 'example' });
});

test('what is given stays as it was', () => {
  const given = Object.freeze({ epochs: 3 });
  parse(given);
  expect(given).toEqual({ epochs: 3 });
});

const refused = [
  {
    reason: 'too small',
    given: { epochs: 0 },
    message: 'cannot train example: hyperparameter epochs is 0; it must be a whole number from 1 to 1000',
  },
  {
    reason: 'no whole number',
    given: { epochs: 2.5 },
    message: 'cannot train example: hyperparameter epochs is 2.5; it must be a whole number from 1 to 1000',
  },
  {
    reason: 'text for a number',
    given: { learningRate: '0.1' },
    message: 'cannot train example: hyperparameter learningRate is "0.1"; it must be a number above 0, at most 1',
  },
  {
    reason: 'a number for text',
    given: { name: 1 },
    message: 'cannot train example: hyperparameter name is 1; it must be a string',
  },
  {
    reason: 'misspelt, and another one wrong beside it',
    given: { epoch: 3, learningRate: 0 },
    message:
      'cannot train example: example has no hyperparameter epoch; it has epochs, learningRate, name. ' +
      'hyperparameter learningRate is 0; it must be a number above 0, at most 1',
  },
];

test.each(refused)('refused where a value is $reason', ({ given, message }) => {
  expect(() => parse(given)).toThrow(expect.objectContaining({ reason: 'usage', message }));
});
