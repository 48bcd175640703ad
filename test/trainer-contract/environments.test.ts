import { readFileSync, readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { isRecord, listAt, recordAt, stringAt } from '../../api/json.ts';
import schema from '../../api/trainer-contract/environment.schema.json' with { type: 'json' };
import { jobRole } from '../../api/resource-keys.ts';
import { expectGolden } from '../support/golden.ts';
import { podEnvironments } from '../support/kubernetes-environment.ts';

const golden = new URL('../golden/', import.meta.url);

/** Jobs that a story's response creates; of those that exist already it sends no name. */
function createdJobs(story: string): readonly unknown[] {
  const response: unknown = parse(readFileSync(new URL(`${story}/response.yaml`, golden), 'utf8'));
  return Object.entries(recordAt(response, 'resources'))
    .filter(([key]) => jobRole(key) !== undefined)
    .map(([, resource]) => recordAt(resource, 'manifest'))
    .map((manifest) =>
      manifest['kind'] === 'Object' ? recordAt(manifest, 'spec', 'forProvider', 'manifest') : manifest,
    )
    .filter((job) => stringAt(job, 'metadata', 'name') !== undefined);
}

const stories = readdirSync(golden, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => createdJobs(name).length > 0);

const ajv = new Ajv({ strict: false });
const isOfContract = ajv.compile(schema);
/** Variables that carry JSON, each with the schema of what it says. */
const documents = Object.entries(schema.properties).flatMap(([name, property]) =>
  'contentSchema' in property ? [{ name, isRight: ajv.compile(property.contentSchema) }] : [],
);

describe('the function gives every pod of every story the environment that the trainer’s tests read', () => {
  test.each(stories)('%s', (story) => {
    const pods = createdJobs(story).flatMap(podEnvironments);
    expectGolden(`test/trainer-contract/environments/${story}.yaml`, pods);
  });

  test('and there are fixtures of no other story', () => {
    const files = readdirSync(new URL('environments/', import.meta.url)).map((file) => file.replace(/\.yaml$/, ''));
    expect(files.toSorted()).toEqual(stories.toSorted());
  });
});

describe('every environment keeps to the contract’s schema, and what is JSON in it too', () => {
  test.each(stories)('%s', (story) => {
    for (const { hostname, variables } of createdJobs(story).flatMap(podEnvironments)) {
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
    for (const { hostname, variables } of createdJobs(story).flatMap(podEnvironments)) {
      const { task, cluster } = parse(variables['TF_CONFIG'] ?? '') as { task: object; cluster: object };
      const { CROSSTRAIN_ROLE: type, CROSSTRAIN_INDEX: index } = variables;
      expect(task).toEqual({ type, index: Number(index) });
      const address = listAt(cluster, type ?? '')[Number(index)];
      expect(type === 'evaluator' ? hostname : String(address).split('.')[0]).toBe(hostname);
      expect(isRecord(cluster) && 'evaluator' in cluster).toBe(false);
    }
  });
});
