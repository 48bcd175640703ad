import { describe, expect, test } from '@jest/globals';
import { privateCidr, publicCidr } from '../../../../function/plan/aws/subnets.ts';
import { cidrErrors } from '../../../../function/spec/cidr.ts';

describe('a private subnet', () => {
  test.each([
    { because: 'zone a comes first', network: '10.0.0.0/16', zone: 'us-east-1a', cidr: '10.0.0.0/19' },
    {
      because: 'zones have their place whatever others there are',
      network: '10.0.0.0/16',
      zone: 'us-east-1c',
      cidr: '10.0.64.0/19',
    },
    {
      because: 'the last zone leaves room for the public ones',
      network: '10.0.0.0/16',
      zone: 'us-east-1g',
      cidr: '10.0.192.0/19',
    },
    {
      because: 'small networks have small subnets',
      network: '192.168.16.0/20',
      zone: 'eu-west-1b',
      cidr: '192.168.18.0/23',
    },
  ])('$because', ({ network, zone, cidr }) => {
    expect(privateCidr(network, zone)).toBe(cidr);
  });
});

test('no two subnets of a network overlap', () => {
  const zones = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `us-east-1${letter}`);
  for (const network of ['10.0.0.0/16', '172.16.32.0/19', '192.168.16.0/20']) {
    const ranges = [
      ...zones.map((zone) => privateCidr(network, zone)),
      ...zones.map((zone) => publicCidr(network, zone)),
    ]
      .map(range)
      .toSorted((a, b) => a.start - b.start);
    const whole = range(network);
    expect(ranges.every(({ start, end }) => start >= whole.start && end <= whole.end)).toBe(true);
    expect(ranges.filter(({ start }, index) => index > 0 && start < (ranges[index - 1]?.end ?? 0))).toEqual([]);
  }
});

describe('a range', () => {
  test.each([
    { because: 'it begins where a block of its size does', cidr: '10.32.0.0/16', errors: [] },
    {
      because: 'AWS refuses what begins inside of one',
      cidr: '10.0.16.0/16',
      errors: [{ path: 'at', message: '10.0.16.0/16 begins inside of a block of that size; use 10.0.0.0/16' }],
    },
    {
      because: 'an octet has eight bits',
      cidr: '10.999.0.0/16',
      errors: [{ path: 'at', message: '10.999.0.0/16 is no range of addresses: each number is at most 255' }],
    },
  ])('is judged: $because', ({ cidr, errors }) => {
    expect(cidrErrors(cidr, 'at')).toEqual(errors);
  });
});

function range(cidr: string): { readonly start: number; readonly end: number } {
  const [address = '', length] = cidr.split('/');
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { start, end: start + 2 ** (32 - Number(length)) };
}
