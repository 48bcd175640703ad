import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFunctionRequest } from '@crossplane-org/function-sdk-typescript';
import { startFunction } from '../../../cli/function/function-process.ts';
import { readOffers } from '../../../cli/function/offers.ts';
import { serveFake } from '../../support/fake-function.ts';

// Processes start slowly on a machine that does other things too.
jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'function-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

test('the function is called at the address that it says it serves at', async () => {
  const fake = await serveFake((request) => ({ meta: { tag: `${request.meta?.tag} back` } }));
  const path = program(
    'serving',
    `console.log('{"msg":"INSECURE"}'); console.log('no JSON');
     console.log(JSON.stringify({ msg: 'serving', address: '${fake.address}', args: process.argv.slice(2) }));
     setInterval(() => {}, 1000);`,
  );
  const running = await startFunction(path);
  try {
    const response = await running.call('any', RunFunctionRequest.fromPartial({ meta: { tag: 'there and' } }));
    expect(response.meta?.tag).toBe('there and back');
  } finally {
    running.stop();
    fake.stop();
  }
});

test('a function that does not come up is quoted', async () => {
  const path = program('failing', `console.error('cannot start: no port'); process.exit(3);`);
  await expect(startFunction(path)).rejects.toThrow(
    /^cannot start the function: it ended with code 3(: cannot start: no port)?$/,
  );
});

test('offers are read from the program, under the policy that it is given', async () => {
  const path = program(
    'offers',
    `let given = ''; for await (const chunk of process.stdin) given += chunk;
     const row = { cloud: 'AWS', region: 'r', instanceType: 'i', accelerator: JSON.parse(given).metadata.name, acceleratorCount: 2, date: 'd', allowed: false, why: 'not this' };
     console.log(JSON.stringify([row]));`,
  );
  const policy = { apiVersion: 'v1', kind: 'EnvironmentConfig', metadata: { name: 'mine' } };
  expect(await readOffers(path, policy)).toEqual([
    {
      cloud: 'AWS',
      region: 'r',
      instanceType: 'i',
      accelerator: 'mine',
      acceleratorCount: 2,
      date: 'd',
      isAllowed: false,
      why: 'not this',
    },
  ]);
});

test('a policy that cannot be read is told in the function’s words', async () => {
  const path = program(
    'refusing',
    `process.stdin.resume(); console.error('cannot read the policy: caps'); process.exitCode = 1;`,
  );
  await expect(readOffers(path, undefined)).rejects.toThrow(/^cannot read the policy: caps$/);
});
