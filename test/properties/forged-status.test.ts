import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordAt } from '../../api/json.ts';
import { reconciled, type World } from '../support/world.ts';
import { allowance } from './allowance.ts';
import { anyDeletion, anyEdit, anyLoss, atLast, happened, lives } from './any/life.ts';
import { anySituation, worldIn } from './any/run.ts';
import { some, type Fields } from './any/word.ts';
import { holds } from './holds.ts';
import { runFaults } from './run-faults.ts';

const image = 'evil.example.net/miner:latest';

/** What somebody who may write a run's status, and nothing else, could put there to get more than the policy gives. */
const anyForgery: fc.Arbitrary<Fields> = some({
  provenance: fc.constant({ image }),
  facts: some({
    clusterType: fc.constantFrom('InCluster', 'Existing'),
    cluster: fc.constantFrom({ name: 'closed', namespace: 'platform' }, { name: 'nowhere', namespace: 'platform' }),
    providerConfigRef: fc.constant({ kind: 'ClusterProviderConfig', name: 'of-another-team' }),
    policy: fc.constant({ images: { trainer: image, git: image } }),
  }),
});

test('whoever writes into the status of a run changes neither whose images nor which clusters it gets', () => {
  const anyLife = fc.tuple(anySituation, lives(anyEdit, anyLoss, anyDeletion), anyForgery, lives(anyDeletion));
  holds({ of: anyLife, cases: 80 }, ([situation, life, forgery, later], tally) => {
    const may = allowance(situation);
    let world = forged(atLast(worldIn(situation), life).after, forgery);
    for (const [pass, happenings] of later.entries()) {
      const { world: next, response } = reconciled(
        happenings.reduce((changed, happening) => happened(changed, happening, 100 + 10 * pass), world),
      );
      tally.saw(response);
      expect(runFaults(next, may)).toEqual([]);
      // Again and again, so that no later answer repairs what an earlier one believed.
      world = forged(next, forgery);
    }
  });
});

function forged(world: World, forgery: Fields): World {
  const status = merged(recordAt(world.composite, 'status'), forgery);
  return { ...world, composite: { ...world.composite, status } };
}

function merged(value: Fields, over: Fields): Fields {
  const entries = Object.entries(over).map(([name, inner]) => [
    name,
    typeof inner === 'object' && inner !== null ? merged(recordAt(value, name), recordAt(over, name)) : inner,
  ]);
  return { ...value, ...Object.fromEntries(entries) };
}
