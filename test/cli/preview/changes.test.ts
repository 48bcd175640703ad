import { expect, jest, test } from '@jest/globals';
import { changes } from '../../../cli/preview/changes.ts';
import { diffText } from '../../../cli/preview/diff.ts';
import { expectGoldenText, tooLong } from '../golden-text.ts';
import { changed, example, ports, terminal } from './ports.ts';
import type { Sources } from '../../../cli/sources/files.ts';

// Whole simulations: a second alone, more on a machine that does other things too.
jest.setTimeout(120_000);

const first = example('first-run');
const without: Sources = {
  title: 'cpu.yaml',
  files: example('cpu/run.yaml').files,
  objects: [...example('cpu/run.yaml').objects, ...first.objects.filter(({ kind }) => kind === 'EnvironmentConfig')],
};

const cases: { name: string; from: Sources; to: Sources }[] = [
  { name: 'suspended', from: first, to: changed(first, { suspend: true }) },
  { name: 'nothing', from: first, to: first },
  { name: 'immutable', from: first, to: changed(first, { strategy: 'ParameterServer', parameterServers: 1 }) },
  { name: 'another-run', from: first, to: without },
];

test.each(cases)('what becomes of a training run: $name', async ({ name, from, to }) => {
  const text = diffText(await changes(from, to, ports), terminal);
  expectGoldenText(`diff-${name}.txt`, `${text}\n`);
  expect(tooLong(text, 80)).toEqual([]);
});

test('another price list changes no object of a run that trains', async () => {
  const dearer: Sources = {
    ...first,
    objects: first.objects.map((object) =>
      object.kind === 'EnvironmentConfig'
        ? { ...object, data: { ...(object['data'] as object), prices: { cloud: 'GCP', region: 'us-central1' } } }
        : object,
    ),
  };
  expect((await changes(first, { ...dearer, files: first.files }, ports)).objects).toEqual([]);
});
