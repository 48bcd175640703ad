import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RunFunctionResponse } from '@crossplane-org/function-sdk-typescript';
import { createAuthority, writeServerCertificates } from '../../support/authority.ts';
import { inFlight, peakMemory, round } from './measure.ts';
import type { Counts, Round } from './measure.ts';
import { functions, serve } from './servers.ts';
import type { Server } from './servers.ts';
import { createdCluster } from './workload.ts';
import type { Workload } from './workload.ts';

// Prints a Markdown table: the same calls to this function and to its peers, in turns, on one core each. Arguments name
// those that are to be measured, by the beginnings of their titles; without any, all are.
const chosen = process.argv.slice(2);
const rounds = 5;
const warmUp: Counts = { alone: 200, together: 1000 };
const counts: Counts = { alone: 500, together: 2000 };

const columns = [
  { title: 'p50, ms', of: ({ p50 }: Round) => p50, digits: 2 },
  { title: 'p99, ms', of: ({ p99 }: Round) => p99, digits: 2 },
  { title: `calls/s, ${inFlight} in flight`, of: ({ perSecond }: Round) => perSecond, digits: 0 },
  { title: 'CPU per call, ms', of: ({ cpu }: Round) => cpu, digits: 2 },
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-bench-'));
  const servers: Server[] = [];
  try {
    const workload = await createdCluster();
    const authority = createAuthority('bench');
    writeServerCertificates(folder, authority, authority.issue('localhost'));
    const objects = join(folder, 'objects.json');
    writeFileSync(objects, JSON.stringify(workload.objects));
    const wanted = functions.filter(
      ({ title }) => chosen.length === 0 || chosen.some((word) => title.startsWith(word)),
    );
    for (const program of wanted) servers.push(await serve(program, { certificates: folder, objects }, authority));
    for (const server of servers) await assertSameObjects(server, workload);
    print(await measured(servers, workload), servers, workload);
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** All rounds of each server; servers take turns, so that a busy minute meets them all. */
async function measured(
  servers: readonly Server[],
  workload: Workload,
): Promise<ReadonlyMap<Server, readonly Round[]>> {
  let number = 0;
  const next = () => workload.request(++number);
  for (const server of servers) await round(server, next, warmUp);
  const results = new Map<Server, Round[]>(servers.map((server) => [server, []]));
  for (let done = 0; done < rounds; done++) {
    for (const server of servers) results.get(server)?.push(await round(server, next, counts));
  }
  return results;
}

async function assertSameObjects(server: Server, { request, objects }: Workload): Promise<void> {
  const answer = RunFunctionResponse.decode(await server.client.call(request(0)));
  const entries = Object.entries(answer.desired?.resources ?? {}).map(([key, { resource }]) => [key, resource]);
  if (!isDeepStrictEqual(Object.fromEntries(entries), objects)) throw new Error(`${server.title} writes other objects`);
}

function print(results: ReadonlyMap<Server, readonly Round[]>, servers: readonly Server[], workload: Workload): void {
  const size = (bytes: number) => `${Math.round(bytes / 1000)} KB`;
  const objects = Object.keys(workload.objects).length;
  console.log(
    `${objects} resources, request ${size(workload.request(0).length)}; median of ${rounds} rounds (range)\n`,
  );
  console.log(`| function | ${columns.map(({ title }) => title).join(' | ')} | peak memory, MB |`);
  console.log(`| --- |${' ---: |'.repeat(columns.length + 1)}`);
  for (const server of servers) {
    const done = results.get(server) ?? [];
    const cells = columns.map(({ of, digits }) => spread(done.map(of), digits));
    console.log(`| ${server.title} | ${cells.join(' | ')} | ${peakMemory(server.pid).toFixed(0)} |`);
  }
}

/** `2.1 (2.0–2.4)`. */
function spread(values: readonly number[], digits: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, middle, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((value) =>
    (value ?? Number.NaN).toFixed(digits),
  );
  return `${middle} (${least}–${most})`;
}

await main();
