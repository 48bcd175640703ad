import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { listAt, numberAt, recordAt, stringAt } from '../../api/json.ts';
import { readSources } from '../../cli/sources/files.ts';
import { answered, worldOf } from '../support/world.ts';

const tree = fileURLToPath(new URL('../../', import.meta.url));
const examples = ['dedicated-cluster', 'spot-checkpoints', 'efa-all-reduce'] as const;

/** The rows of the guide's table as people read them: what is paid for, and the three figures. */
const rows = new Map(
  readFileSync(`${tree}docs/guides/aws.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('*', '')))
    .map(([, name = '', ...figures]) => [name, figures.slice(0, examples.length)] as const),
);

test.each(examples)('what the guide says that examples/%s costs is what the function says', (name) => {
  const status = recordAt(
    answered(worldOf(readSources(`${tree}examples/${name}`).objects)).desired?.composite?.resource,
    'status',
  );
  const column = (row: string) => rows.get(row)?.[examples.indexOf(name)];
  const total = (isMeant: (what: string) => boolean) => {
    const parts = listAt(status, 'cost', 'parts').filter((part) => isMeant(stringAt(part, 'what') ?? ''));
    return parts.reduce<number>((sum, part) => sum + Number(stringAt(part, 'usdPerHour')), 0).toFixed(4);
  };
  const endpoints = total((what) => what.startsWith('interface endpoint'));
  expect({
    machines: column('machines'),
    disks: column('their disks'),
    controlPlane: column('control plane'),
    systemNodes: column('system nodes'),
    systemDisks: column('disks of system nodes'),
    key: column('key'),
    gateway: column('NAT gateway'),
    address: column('public address of the gateway'),
    endpoints: column('interface endpoints'),
    hour: column('an hour'),
    setUp: column('until training begins'),
    budget: column('the budget'),
    hours: column('buys, in hours of training'),
  }).toEqual({
    machines: total((what) => /^\d×/.test(what)),
    disks: total((what) => /^disks of \d×/.test(what)),
    controlPlane: total((what) => what === 'control plane'),
    systemNodes: total((what) => what === 'system nodes'),
    systemDisks: total((what) => what === 'disks of system nodes'),
    key: total((what) => what === 'key'),
    gateway: total((what) => what === 'NAT gateway'),
    address: total((what) => what === 'public address of the NAT gateway'),
    endpoints: endpoints === '0.0000' ? '–' : endpoints,
    hour: stringAt(status, 'cost', 'hourlyUSD'),
    setUp: stringAt(status, 'cost', 'setUpUSD'),
    budget: stringAt(status, 'cost', 'capUSD'),
    hours: ((numberAt(status, 'plan', 'deadlineSeconds') ?? 0) / 3600).toFixed(2),
  });
});
