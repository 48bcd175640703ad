import { expect, test } from '@jest/globals';
import { crossplaneClient, requestOf, runFunction, startTrial } from './trial-server.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
}

/** The rules of `promtool check metrics` (prometheus/client_golang, testutil/promlint) that can concern us, by what they say. */
const rules: Readonly<Record<string, (family: Family) => boolean>> = {
  'no help text': ({ help }) => help === '',
  'counter metrics should have "_total" suffix': ({ name, type }) => type === 'counter' && !name.endsWith('_total'),
  'non-counter metrics should not have "_total" suffix': ({ name, type }) =>
    type !== 'counter' && name.endsWith('_total'),
  'non-histogram metrics should not have "_bucket", "_count" or "_sum" suffix': ({ name, type }) =>
    type !== 'histogram' && type !== 'summary' && /_(bucket|count|sum)$/.test(name),
  'metric name should not include its type': ({ name, type }) => name.split('_').includes(type),
  'metric names should not contain ":"': ({ name }) => name.includes(':'),
  'metric names should be written in "snake_case" not "camelCase"': ({ name }) => /[a-z][A-Z]/.test(name),
  'use base units': ({ name }) => /_(milliseconds|ms|minutes|hours|kilobytes|kb|mb|percent)(_|$)/.test(name),
};

function families(text: string): readonly Family[] {
  return text
    .split(/^(?=# HELP )/m)
    .filter((part) => part !== '')
    .map((part) => {
      const [help = '', type = ''] = part.trimEnd().split('\n');
      const [, name = '', words = ''] = /^# HELP (\S+) ?(.*)$/.exec(help) ?? [];
      return { name, help: words, type: type.split(' ').at(-1) ?? '' };
    });
}

test('what is scraped keeps the rules of Prometheus', async () => {
  const server = await startTrial({ options: { metricsAddress: '127.0.0.1:0' } });
  await runFunction(crossplaneClient(server), requestOf());
  const found = families(await (await fetch(`http://${server.metricsAddress}/metrics`)).text());
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  const broken = found.flatMap((family) =>
    Object.entries(rules)
      .filter(([, breaks]) => breaks(family))
      .map(([rule]) => `${family.name}: ${rule}`),
  );
  expect(broken).toEqual([]);
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['grpc_server_handled_total', 'function_request_bytes', 'process_resident_memory_bytes']),
  );
});
