import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import clusterDefinition from '../../package/apis/trainingclusters/definition.yaml';
import runDefinition from '../../package/apis/trainingruns/definition.yaml';
import { isRecord } from '../../api/json.ts';
import { existing, refusedClusters } from '../package/training-cluster.cases.ts';
import { refusedSpecs, smallestSpec } from '../package/training-run.cases.ts';
import { changedSpecs } from '../package/training-run.changes.ts';
import { expectGolden } from './golden.ts';
import { apply, kubectl } from './stand.ts';
import type { Fields } from '../../simulator/object.ts';

const namespace = 'admission';
const paused = { 'crossplane.io/paused': 'true' };
const run = (spec: Fields, name = 'digits') => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingRun',
  metadata: { name, namespace, annotations: paused },
  spec: { ...smallestSpec, ...spec },
});
const cluster = (spec: Fields) => ({
  apiVersion: 'crosstrain.dev/v1alpha1',
  kind: 'TrainingCluster',
  metadata: { name: 'gpu', namespace, annotations: paused },
  spec,
});

/** What the API server says to an object; `accepted` where it takes it. Nothing is stored. */
async function judged(object: Fields): Promise<string> {
  return apply([object], '--dry-run=server').then(
    () => 'accepted',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The sentences of all rules between fields in a definition. */
function ruleMessages(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(ruleMessages);
  if (!isRecord(value)) return [];
  const own = typeof value['rule'] === 'string' && typeof value['message'] === 'string' ? [value['message']] : [];
  return [...own, ...Object.values(value).flatMap(ruleMessages)];
}

const messages = [runDefinition, clusterDefinition].flatMap((text) => ruleMessages(parse(text)));

/** Of the sentences that `crosstrain validate` gives, those that are the definition's own: the API server must give them too. */
function rulesIn(problems: readonly string[]): readonly string[] {
  return messages.filter((message) => problems.some((problem) => problem.endsWith(`: ${message}`)));
}

beforeAll(async () => {
  await kubectl(['create', 'namespace', namespace]);
});
afterAll(async () => {
  await kubectl(['delete', 'namespace', namespace, '--wait=false']);
});

describe('the API server refuses what crosstrain validate refuses, in the words of the definition', () => {
  const said: string[] = [];
  afterAll(() => expectGolden('refused.txt', said.join('\n')));

  test.each([
    ...refusedSpecs.map(({ because, spec, problems }) => ({
      because,
      object: run(spec),
      problems,
    })),
    ...refusedClusters.map(({ because, spec, problems }) => ({ because, object: cluster(spec), problems })),
  ])('$object.kind: $because', async ({ because, object, problems }) => {
    const answer = await judged(object);
    said.push(`${object.kind}: ${because}\n${answer.replace(/^/gm, '    ')}\n`);
    expect(answer).not.toBe('accepted');
    expect(answer.split('\n').join(' ')).toEqual(expect.stringContaining(rulesIn(problems)[0] ?? ''));
  });
});

describe('the API server refuses a change that crosstrain validate refuses, and no other', () => {
  const said: string[] = [];
  afterAll(() => expectGolden('refused-changes.txt', said.join('\n')));

  test.each(changedSpecs.map((change, index) => ({ ...change, name: `change-${index}` })))(
    '$because',
    async ({ because, before, after, problems, name }) => {
      await apply([run(before, name)]);
      const answer = await judged(run(after, name));
      said.push(`${because}\n${answer.replaceAll(name, 'digits').replace(/^/gm, '    ')}\n`);
      expect(answer === 'accepted').toBe(problems.length === 0);
      for (const message of rulesIn(problems)) expect(answer).toContain(message);
    },
  );

  test('a cluster stays of its kind', async () => {
    await apply([cluster({ inCluster: {} })]);
    const answer = await judged(cluster({ ...existing, inCluster: null }));
    expect(answer).toContain(
      'a TrainingCluster cannot change between inCluster, existing and create; create another one',
    );
  });
});
