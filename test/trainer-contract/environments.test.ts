import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isRecord, listAt } from '../../api/json.ts';
import schema from '../../api/trainer-contract/environment.schema.json' with { type: 'json' };
import { expectGolden } from '../support/golden.ts';
import { podEnvironments } from '../support/kubernetes-environment.ts';
import { jobsByStory } from './stories.ts';

const stories = [...jobsByStory.keys()];
const podsOf = (story: string) => (jobsByStory.get(story) ?? []).flatMap(podEnvironments);

const ajv = new Ajv({ strict: false });
const isOfContract = ajv.compile(schema);
/** Variables that carry JSON, each with the schema of what it says. */
const documents = Object.entries(schema.properties).flatMap(([name, property]) =>
  'contentSchema' in property ? [{ name, isRight: ajv.compile(property.contentSchema) }] : [],
);

describe('the function gives every pod of every story the environment that the trainer’s tests read', () => {
  test.each(stories)('%s', (story) => {
    expectGolden(`test/trainer-contract/environments/${story}.yaml`, podsOf(story));
  });

  test('and there are fixtures of no other story', () => {
    const files = readdirSync(new URL('environments/', import.meta.url)).map((file) => file.replace(/\.yaml$/, ''));
    expect(files.toSorted()).toEqual(stories.toSorted());
  });
});

describe('every environment keeps to the contract’s schema, and what is JSON in it too', () => {
  test.each(stories)('%s', (story) => {
    for (const { hostname, variables } of podsOf(story)) {
      isOfContract(variables);
      expect([hostname, isOfContract.errors]).toEqual([hostname, null]);
      for (const { name, isRight } of documents) {
        isRight(JSON.parse(variables[name] ?? ''));
        expect([hostname, name, isRight.errors]).toEqual([hostname, name, null]);
      }
    }
  });
});

describe('TF_CONFIG and the contract say the same of every pod', () => {
  test.each(stories)('%s', (story) => {
    for (const { hostname, variables } of podsOf(story)) {
      const { task, cluster } = parse(variables['TF_CONFIG'] ?? '') as { task: object; cluster: object };
      const { CROSSTRAIN_ROLE: type, CROSSTRAIN_INDEX: index } = variables;
      expect(task).toEqual({ type, index: Number(index) });
      const address = listAt(cluster, type ?? '')[Number(index)];
      expect(type === 'evaluator' ? hostname : String(address).split('.')[0]).toBe(hostname);
      expect(isRecord(cluster) && 'evaluator' in cluster).toBe(false);
    }
  });
});
