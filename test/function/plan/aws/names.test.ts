import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { awsName, nameLimits, partition } from '../../../../function/plan/aws/names.ts';

describe('a name in AWS', () => {
  test.each([
    {
      because: 'it can be read',
      owner: { namespace: 'platform', name: 'gpu' },
      name: 'platform-gpu-5b1ef2b0-flow-log',
    },
    {
      because: 'a long one is cut, never its suffix',
      owner: { namespace: 'a'.repeat(40), name: 'b'.repeat(40) },
      name: `${'a'.repeat(40)}-${'b'.repeat(64 - 41 - 9 - 9)}-8b1f4d0a-flow-log`,
    },
  ])('$because', ({ owner, name }) => {
    const made = awsName(owner, '-flow-log', nameLimits.role);
    expect(made.replace(/-[0-9a-f]{8}-/, '-')).toBe(name.replace(/-[0-9a-f]{8}-/, '-'));
  });

  test('is different for different owners and within the limit, always', () => {
    const part = fc.stringMatching(/^[a-z]([-a-z0-9]{0,60}[a-z0-9])?$/);
    const owner = fc.record({ name: part, namespace: part });
    fc.assert(
      fc.property(owner, owner, fc.constantFrom(...Object.values(nameLimits)), (a, b, limit) => {
        expect(awsName(a, '-node', limit).length).toBeLessThanOrEqual(limit);
        const isSame = a.name === b.name && a.namespace === b.namespace;
        expect(awsName(a, '', limit) === awsName(b, '', limit)).toBe(isSame);
      }),
      { numRuns: 200 },
    );
  });

  test('tells apart what dashes make equal', () => {
    expect(awsName({ namespace: 'a', name: 'b-c' }, '', 64)).not.toBe(awsName({ namespace: 'a-b', name: 'c' }, '', 64));
  });
});

test.each([
  { region: 'us-east-1', is: 'aws' },
  { region: 'cn-north-1', is: 'aws-cn' },
  { region: 'us-gov-west-1', is: 'aws-us-gov' },
])('$region is in $is', ({ region, is }) => {
  expect(partition(region)).toBe(is);
});
