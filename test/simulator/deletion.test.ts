import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { conditionIn } from '../../simulator/conditions.ts';
import { referenceTo } from '../../simulator/object.ts';
import { provide, provideUntilRest } from '../../simulator/provide.ts';
import { interfacesLeftBehind } from '../../simulator/providers/aws/left-behind.ts';
import { inUse, reasonToStay } from '../../simulator/providers/farewell.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { cluster, clusterPolicy, pool, run } from '../function/compose/aws/stories.ts';
import { played } from '../support/simulation.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const dedicated = {
  ...run(),
  spec: {
    trainer: { recipe: 'digits-cnn' },
    cluster: { create: { cloud: 'AWS', region: 'us-east-1' } },
    accelerator: { type: 'A100', count: 8 },
  },
};
const policy = clusterPolicy(
  { interfaceEndpoints: ['sts'], zones: ['us-east-1a', 'us-east-1b'] },
  { allow: { accelerators: ['A100'] } },
);

/** All that is made for a cluster of several teams with a pool of EFA machines and a run that trains on it, or for a run alone. */
const stories = {
  'a shared cluster': [
    policy,
    cluster({}, { allowedNamespaces: ['team-a', 'team-b'] }),
    pool({ accelerator: { type: 'A100', count: 8 }, nodes: 2, placement: 'Cluster' }),
    run(),
  ],
  "a run's own cluster": [policy, dedicated],
};
const training = Object.entries(stories).map(
  ([title, objects]) => [title, played(objects, { providers: providersInTraining })] as const,
);

/** What became of it when everything was deleted. */
interface Outcome {
  /** What never goes, and why. */
  readonly left: readonly string[];
  readonly interfacesIn: readonly string[];
}

/**
 * Everything deleted at once: each object goes as soon as nothing keeps it, in an order that is drawn. Plain deletion, deletion
 * in the foreground and that of a namespace are such orders too: each only forbids some.
 * @param slowest goes only once nothing else can
 */
function deleted(objects: readonly KubernetesObject[], seed: number, slowest?: KubernetesObject): Outcome {
  let there = [...objects].sort((a, b) => drawn(a, seed) - drawn(b, seed));
  const interfacesIn = new Set<string>();
  const why = (object: KubernetesObject) => {
    const others = there.filter((other) => other !== object);
    return inUse(object, others) ?? reasonToStay(object, others, { interfacesIn });
  };
  const go = (object: KubernetesObject) => {
    if (why(object) !== undefined) return;
    there = there.filter((other) => other !== object);
    for (const subnet of interfacesLeftBehind(object, there)) interfacesIn.add(subnet);
  };
  for (let before = -1; before !== there.length;) {
    before = there.length;
    for (const object of there.filter((one) => one !== slowest)) go(object);
    if (slowest && there.length === before && there.includes(slowest)) go(slowest);
  }
  return { left: there.map((one) => `${one.kind} ${one.metadata.name}: ${why(one)}`), interfacesIn: [...interfacesIn] };
}

/** A number that depends on the seed and on the object's name alone. */
function drawn({ kind, metadata }: KubernetesObject, seed: number): number {
  return createHash('sha256').update(`${seed} ${kind}/${metadata.name}`).digest().readUInt32BE();
}

const seeds = Array.from({ length: 30 }, (_, index) => Math.imul(index + 1, 2_654_435_761));

describe.each(training)('%s, deleted while it trains', (_title, settling) => {
  const made = async () => (await settling).cluster.objects().filter(({ kind }) => kind !== 'EnvironmentConfig');

  test('goes whole in whatever order, and leaves no interface behind', async () => {
    const objects = await made();
    for (const seed of seeds) {
      const slowest = objects[(seed >>> 0) % objects.length];
      expect([seed, deleted(objects, seed, slowest)]).toEqual([seed, { left: [], interfacesIn: [] }]);
    }
  });

  test('needs each of its Usages: without one, something stays for ever in some order', async () => {
    const objects = await made();
    const usages = objects.filter(({ kind }) => kind === 'Usage');
    expect(usages.length).toBeGreaterThan(8);
    const needless = usages.filter((usage) => {
      const others = objects.filter((object) => object !== usage);
      const user = others.find((object) => inUse(usage, [object]) !== undefined);
      return seeds.every((seed) => {
        const { left, interfacesIn } = deleted(others, seed, user);
        return left.length === 0 && interfacesIn.length === 0;
      });
    });
    expect(needless.map(({ metadata }) => metadata.name)).toEqual([]);
  });
});

test('providers hold what AWS refuses to delete, say its words, and let go when it may', async () => {
  const { cluster: there, remotes } = await played(stories["a run's own cluster"], { providers: providersInTraining });
  const world = { cluster: there, remotes: new Map(remotes), interfacesIn: new Set<string>(), now: 'now' };
  const said = (kind: string) => {
    const status = there.objects().find((object) => object.kind === kind)?.['status'];
    return conditionIn(status, 'Synced')?.message;
  };
  there.delete(referenceTo(dedicated), 'now');
  await provide({ ...world, providers: providersInTraining });
  expect(said('VPC')).toMatch(/^delete failed: DependencyViolation: .* has dependent InternetGateway /);
  expect(said('Cluster')).toMatch(/^delete failed: in use by ClusterAuth /);
  expect(said('Role')).toMatch(/^delete failed: in use by Cluster /);
  await provideUntilRest({ ...world, providers: providersInTraining });
  expect(there.objects().map(({ kind }) => kind)).toEqual(['EnvironmentConfig']);
  expect([...world.interfacesIn]).toEqual([]);
});
