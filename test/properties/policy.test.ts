import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listAt, recordAt, stringAt } from '../../api/json.ts';
import { anyDeletion, anyEdit, anyLoss, anyMemoryLoss, lived, lives } from './any/life.ts';
import { anyPlatform } from './any/platform.ts';
import { anySituation, worldIn } from './any/run.ts';
import type { Fields } from './any/word.ts';
import { holds } from './holds.ts';
import { allowance } from './allowance.ts';
import { runFaults } from './run-faults.ts';

test('no run ever gets anything outside of its policy', () => {
  const anyLife = fc.tuple(anySituation, lives(anyEdit, anyLoss, anyMemoryLoss, anyDeletion));
  holds({ of: anyLife, cases: 80 }, ([situation, life], tally) => {
    const may = allowance(situation);
    for (const { response, after } of lived(worldIn(situation), life)) {
      tally.saw(response);
      expect(runFaults(after, may)).toEqual([]);
    }
  });
});

test('nothing is ever made in AWS outside of the policy', () => {
  const anyLife = fc.tuple(anyPlatform, lives(anyLoss, anyMemoryLoss, anyDeletion));
  holds({ of: anyLife, cases: 60 }, ([world, life], tally) => {
    const policy = recordAt(
      world.others.find(({ kind }) => kind === 'EnvironmentConfig'),
      'data',
    );
    for (const { response, after } of lived(world, life)) {
      tally.saw(response);
      expect(Object.values(after.observed).flatMap((object) => awsFaults(object, policy))).toEqual([]);
    }
  });
});

/** What of a managed resource the policy does not allow. */
function awsFaults(object: Fields, policy: Fields): readonly string[] {
  if (!/\.aws\.m\.upbound\.io/.test(stringAt(object, 'apiVersion') ?? '')) return [];
  const aws = recordAt(policy, 'aws');
  const wanted = recordAt(object, 'spec', 'forProvider');
  const config = JSON.stringify(aws['providerConfigRef'] ?? { kind: 'ClusterProviderConfig', name: 'default' });
  const region = wanted['region'];
  const bought = { ON_DEMAND: 'OnDemand', SPOT: 'Spot', CAPACITY_BLOCK: 'Reserved' }[String(wanted['capacityType'])];
  const isSystem = stringAt(object, 'metadata', 'name')?.endsWith('-system') === true;
  const cidrs = listAt(recordAt(wanted, 'vpcConfig'), 'publicAccessCidrs');
  const open = listAt(aws, 'controlPlaneCidrs');
  const boundary = aws['permissionsBoundary'];
  return [
    ...(JSON.stringify(recordAt(object, 'spec')['providerConfigRef']) === config ? [] : ['is made by another account']),
    ...(region === undefined || listAt(aws, 'regions').includes(region) ? [] : [`is made in ${String(region)}`]),
    ...(bought === undefined || isSystem || allowedToBuy(aws).includes(bought) ? [] : [`is bought ${bought}`]),
    ...cidrs
      .filter((cidr) => !open.some((range) => isPartOf(String(cidr), String(range))))
      .map((cidr) => `is open to ${String(cidr)}`),
    ...(object['kind'] !== 'Role' || wanted['permissionsBoundary'] === boundary
      ? []
      : ['is a role without its boundary']),
  ];
}

function allowedToBuy(aws: Fields): readonly unknown[] {
  const types = listAt(aws, 'capacityTypes');
  return types.length > 0 ? types : ['OnDemand'];
}

/** Whether one range of addresses is part of another, for those of `any/platform.ts`: of /24 or smaller. */
function isPartOf(range: string, outer: string): boolean {
  return range.split('.').slice(0, 3).join() === outer.split('.').slice(0, 3).join();
}
