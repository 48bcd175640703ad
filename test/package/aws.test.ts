import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listAt, stringAt } from '../../api/json.ts';
import { composedByExamples } from '../support/composed-by-examples.ts';
import { pool, policy, network, madeCluster } from '../function/compose/aws/stories.ts';
import { played } from '../support/simulation.ts';

const tree = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): unknown => parse(readFileSync(tree + path, 'utf8'));
const strings = (value: unknown, ...path: readonly string[]) => listAt(value, ...path).map(String);

/** Kinds of providers that crosstrain composes: what the examples make, and what only other choices of theirs do. */
const kinds = (async () => {
  const examples = (await composedByExamples(`${tree}examples`)).map(({ object }) => object);
  const further = await played(
    [
      policy({}, { allow: { accelerators: ['L4'] } }),
      network({ interfaceEndpoints: ['sts'] }),
      madeCluster(),
      pool({ placement: 'Cluster' }),
    ],
    { given: ['TrainingCluster'] },
  );
  const all = [...examples, ...further.cluster.objects()].map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
  return new Set(
    all.filter((kind) => /\.m\.(upbound|crossplane)\.io\//.test(kind) && !kind.includes('ProviderConfig')),
  );
})();

/** `<resource>.<group>` of each kind, as its real definition has it. */
function resources(composed: ReadonlySet<string>): readonly string[] {
  return readdirSync(`${tree}test/crds`)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => read(`test/crds/${file}`))
    .filter((definition) => {
      const group = stringAt(definition, 'spec', 'group');
      const kind = stringAt(definition, 'spec', 'names', 'kind');
      return listAt(definition, 'spec', 'versions').some((version) =>
        composed.has(`${group}/${stringAt(version, 'name')}/${kind}`),
      );
    })
    .map((definition) => stringAt(definition, 'metadata', 'name') ?? '')
    .toSorted();
}

test('the activation policy names the kinds that are composed, all of them and no other', async () => {
  const composed = await kinds;
  expect(resources(composed)).toHaveLength(composed.size);
  expect(strings(read('package/aws/activation-policy.yaml'), 'spec', 'activate').toSorted()).toEqual(
    resources(composed),
  );
});

test('the package depends on the providers of these kinds, and on no other', async () => {
  const groups = [...(await kinds)].map((kind) => kind.slice(0, kind.indexOf('.')));
  const isAWS = (group: string) => !['kubernetes', 'helm'].includes(group);
  const wanted = [...new Set(groups)].map((group) => (isAWS(group) ? `provider-aws-${group}` : `provider-${group}`));
  const providers = listAt(read('package/aws/crossplane.yaml'), 'spec', 'dependsOn')
    .filter((dependency) => stringAt(dependency, 'kind') === 'Provider')
    .map((dependency) => stringAt(dependency, 'package')?.split('/').at(-1));
  expect(providers.toSorted()).toEqual(wanted.toSorted());
});
