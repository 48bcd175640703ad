import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { at, isRecord, recordAt, stringAt } from '../../api/json.ts';
import type { World } from '../support/world.ts';
import { atLast } from './any/life.ts';
import { anyPlatform } from './any/platform.ts';
import { anySituation, worldIn } from './any/run.ts';
import { holds } from './holds.ts';

/** Two names of which one is the other with a word behind it that crosstrain itself puts behind names. */
const anyPair = fc
  .tuple(fc.constantFrom('worker', 'progress', 'artifacts', 'network', 'system', 'key', 'b'), fc.boolean())
  .map(([word, isLongerFirst]): [string, string] => (isLongerFirst ? [`a-${word}`, 'a'] : ['a', `a-${word}`]));

test('two runs of one namespace never make the same object', () => {
  const anyTwo = fc.tuple(anyPair, anySituation, anySituation);
  holds({ of: anyTwo, cases: 40 }, ([[one, other], a, b], tally) => {
    const { namespace } = a;
    const worlds = [worldIn({ ...a, name: one }), worldIn({ ...b, name: other, namespace })];
    expect(shared(worlds.map((world) => made(world, tally)))).toEqual([]);
  });
});

test('nor do their secrets, where one run and its secret are called like the other and its', () => {
  const [situation] = fc.sample(anySituation, { numRuns: 1, seed: 1 });
  const runs = [['a-b', 'c'] as const, ['a', 'b-c'] as const].map(([name, secret]) => {
    const secrets = [{ name: secret, key: 'key', mountPath: '/secret' }];
    const spec = { trainer: { recipe: 'digits-cnn' }, artifacts: { retentionPolicy: 'Delete' }, secrets };
    return worldIn({ ...situation!, name, spec, policy: { secretStore: { kind: 'SecretStore', name: 'own' } } });
  });
  const all = runs.map((world) => new Set(identitiesOf(atLast(world, work).after)));
  expect(all.map(({ size }) => size)).toEqual([10, 10]);
  expect(shared(all)).toEqual([]);
});

test('nor do two of what platforms make, of one kind or of different ones', () => {
  const anyTwo = fc.tuple(anyPair, anyPlatform, anyPlatform);
  holds({ of: anyTwo, cases: 40 }, ([[one, other], a, b], tally) => {
    expect(shared([made(called(a, one), tally), made(called(b, other), tally)])).toEqual([]);
  });
});

/** What each key stands for is one object too: no two keys of a composite share one. */
test('two keys of one composite never stand for the same object', () => {
  holds({ of: fc.oneof(anySituation.map(worldIn), anyPlatform), cases: 40 }, (world, tally) => {
    const all = identities(world, tally);
    expect(all.filter((identity, index) => all.indexOf(identity) !== index)).toEqual([]);
  });
});

function called(world: World, name: string): World {
  return { ...world, composite: { ...world.composite, metadata: { ...world.composite.metadata, name } } };
}

type Tally = Parameters<Parameters<typeof holds>[1]>[1];

function made(world: World, tally: Tally): ReadonlySet<string> {
  return new Set(identities(world, tally));
}

/** Every object that a composite makes until all is there, and each that stands for one on another cluster. */
function identities(world: World, tally: Tally): readonly string[] {
  const { response, after } = atLast(world, work);
  tally.saw(response);
  return identitiesOf(after);
}

const work = [[{ happens: 'worked' }], [{ happens: 'worked' }], [{ happens: 'worked' }]] as const;

function identitiesOf({ observed }: World): readonly string[] {
  return Object.values(observed).flatMap((object) => {
    const inner = at(object, 'spec', 'forProvider', 'manifest');
    const cluster = JSON.stringify(at(object, 'spec', 'providerConfigRef'));
    return [identity(object), ...(isRecord(inner) ? [`on ${cluster}: ${identity(inner)}`] : [])];
  });
}

function identity(object: unknown): string {
  const { namespace, name } = recordAt(object, 'metadata');
  return [stringAt(object, 'apiVersion'), stringAt(object, 'kind'), namespace, name].join(' ');
}

function shared([one, other]: readonly ReadonlySet<string>[]): readonly string[] {
  return [...(one ?? [])].filter((identity) => other?.has(identity));
}
