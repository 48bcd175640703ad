import { expect, jest, test } from '@jest/globals';
import { objectsJson, objectsYaml } from '../../../cli/preview/objects.ts';
import { preview } from '../../../cli/preview/preview.ts';
import { previewText } from '../../../cli/preview/text.ts';
import { coloured } from '../../../cli/terminal/style.ts';
import { expectGoldenText, tooLong } from '../golden-text.ts';
import { changed, example, ports, terminal } from './ports.ts';
import type { Sources } from '../../../cli/sources/files.ts';

// Whole simulations: a second alone, more on a machine that does other things too.
jest.setTimeout(120_000);

const stories: { name: string; sources: Sources; settled?: boolean }[] = [
  { name: 'first-run', sources: example('first-run') },
  { name: 'first-run-settled', sources: example('first-run'), settled: true },
  { name: 'cpu', sources: example('cpu/run.yaml') },
  { name: 'python-tensorflow', sources: example('python-tensorflow') },
  { name: 'parameter-server', sources: example('parameter-server') },
  { name: 'remote-cluster', sources: example('remote-cluster') },
  { name: 'remote-cluster-settled', sources: example('remote-cluster'), settled: true },
  { name: 'dedicated-cluster', sources: example('dedicated-cluster') },
  { name: 'dedicated-cluster-settled', sources: example('dedicated-cluster'), settled: true },
  { name: 'shared-pool-settled', sources: example('shared-pool'), settled: true },
  { name: 'outside-policy', sources: changed(example('first-run'), { accelerator: { type: 'H100', count: 1 } }) },
  { name: 'over-budget', sources: changed(example('first-run'), { budget: { totalUSD: '0.01' } }) },
  { name: 'suspended', sources: changed(example('first-run'), { suspend: true }) },
];

test.each(stories)('$name reads well at 80 columns', async ({ name, sources, settled = false }) => {
  const result = await preview(sources, { settled }, ports);
  const text = previewText(result.title, result.stories, terminal);
  expectGoldenText(`preview-${name}.txt`, `${text}\n`);
  expect(tooLong(text, 80)).toEqual([]);
});

test('colours change nothing but colours', async () => {
  const { title, stories: told } = await preview(example('first-run'), {}, ports);
  const colourful = previewText(title, told, { width: 80, style: coloured });
  // eslint-disable-next-line no-control-regex -- exactly what a terminal would take as a mark
  const stripped = colourful.replaceAll(/\u001b\[\d+m/g, '');
  expect(colourful).not.toBe(stripped);
  expect(stripped).toBe(previewText(title, told, terminal));
});

test('a narrow terminal gets narrow lines', async () => {
  const { title, stories: told } = await preview(example('remote-cluster'), {}, ports);
  expect(tooLong(previewText(title, told, { ...terminal, width: 60 }), 60)).toEqual([]);
});

test('-o yaml is what would be applied, after the composite as it stands', async () => {
  const result = await preview(example('cpu/run.yaml'), {}, ports);
  expectGoldenText('preview-cpu-yaml.txt', objectsYaml(result.stories, result.shown));
});

test('-o json is the same as one List', async () => {
  const result = await preview(example('first-run'), {}, ports);
  const list: unknown = JSON.parse(objectsJson(result.stories, result.shown));
  const kinds = (list as { items: { kind: string }[] }).items.map(({ kind }) => kind);
  expect(list).toEqual({ apiVersion: 'v1', kind: 'List', items: expect.any(Array) });
  expect(kinds.toSorted()).toEqual([
    'ConfigMap',
    'Job',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Role',
    'RoleBinding',
    'Service',
    'ServiceAccount',
    'TrainingRun',
  ]);
});

test('what was observed is told as existing, keeps its name, and what it gated is not gated again', async () => {
  const first = await preview(example('first-run'), {}, ports);
  const existing = first.shown.cluster.objects().filter(({ kind }) => kind !== 'EnvironmentConfig');
  const result = await preview(example('first-run'), { observed: existing }, ports);
  const [story] = result.stories;
  const seen = story?.nodes.map(({ key, existedBefore, waitsFor }) => [key, existedBefore, waitsFor]).toSorted();
  expect(seen).toEqual(first.stories[0]?.nodes.map(({ key }) => [key, true, []]).toSorted());
  expect(story?.object.metadata.uid).toBe(first.stories[0]?.object.metadata.uid);
});

test('two previews of the same are the same', async () => {
  const one = await preview(example('parameter-server'), { settled: true }, ports);
  const two = await preview(example('parameter-server'), { settled: true }, ports);
  expect(one.stories).toEqual(two.stories);
});

const refusals = [
  {
    reason: 'a field that does not exist is told with its place and the nearest name',
    spec: { acelerator: { type: 'L4' } },
    want: /cannot go on: an API server would refuse this\n  changed\.yaml:1:\d+ TrainingRun team-vision\/digits: spec\.acelerator: .*accelerator/,
  },
  {
    reason: 'a value out of its bounds is told with the bound',
    spec: { workers: 0 },
    want: /spec\.workers: must be at least 1, is 0/,
  },
];

test.each(refusals)('$reason', async ({ spec, want }) => {
  await expect(preview(changed(example('first-run'), spec), {}, ports)).rejects.toThrow(want);
});

test('files without a run are refused', async () => {
  const sources = example('first-run');
  const objects = sources.objects.filter(({ kind }) => kind !== 'TrainingRun');
  await expect(preview({ ...sources, files: [], objects }, {}, ports)).rejects.toThrow(
    'cannot find a TrainingRun or TrainingCluster in examples/first-run/run.yaml with policy.yaml',
  );
});
