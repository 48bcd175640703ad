import { afterAll, afterEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environment as contract } from '../../api/trainer-contract/environment.ts';
import { createAuthority, writeServerCertificates } from '../support/authority.ts';
import { unpack } from './archive.ts';
import { startContainer } from './container.ts';
import type { Container, Start } from './container.ts';
import type { Unpacked } from './archive.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const functionImage = unpack(`${root}dist/images/function.tar`);
const trainerImage = unpack(`${root}dist/images/trainer.tar`);
const nativeImage = unpack(`${root}dist/images/trainer-cpu.tar`);
const certificates = mkdtempSync(join(tmpdir(), 'crosstrain-tls-'));
const authority = createAuthority('crossplane-root-ca');
writeServerCertificates(certificates, authority, authority.issue('function'));
// Kubernetes mounts secrets for everybody in the pod.
execFileSync('chmod', ['-R', 'a+rX', certificates]);

const running: Container[] = [];

afterEach(async () => {
  for (const { process: child, signal } of running.splice(0)) {
    if (child.exitCode !== null) continue;
    signal('KILL');
    await once(child, 'close');
  }
});

afterAll(() => {
  for (const folder of [functionImage, trainerImage, nativeImage].map((image) => image.folder).concat(certificates))
    rmSync(folder, { recursive: true });
});

function started(image: Unpacked, start: Start): Container {
  const container = startContainer(image, start);
  running.push(container);
  return container;
}

/** As Crossplane's package manager starts a function (its user, its folder of certificates), without arguments. */
const byCrossplane: Start = {
  user: 2000,
  environment: { TLS_SERVER_CERTS_DIR: '/tls/server' },
  mounts: { '/tls/server': certificates },
};

async function serving({ process: child }: Container): Promise<Readonly<Record<string, unknown>>> {
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line);
    if (entry.msg === 'serving') return entry;
  }
  throw new Error('the function ended before it served');
}

test('the function serves with nothing but what Crossplane gives it, and ends when it is asked to', async () => {
  const container = started(functionImage, byCrossplane);
  expect(await serving(container)).toMatchObject({ address: expect.stringMatching(/:9443$/), security: 'mutual-tls' });
  container.signal('TERM');
  const [code] = await once(container.process, 'close');
  expect(code).toBe(0);
});

test('from nothing to serving, the function takes at most 400 ms of a processor', async () => {
  const spent: number[] = [];
  for (let start = 0; start < 5; start++) {
    const container = started(functionImage, byCrossplane);
    await serving(container);
    spent.push(processorMilliseconds(container.pid()));
    container.signal('KILL');
    await once(container.process, 'close');
  }
  // Time on a clock would measure who else works on this machine.
  expect(Math.min(...spent)).toBeLessThanOrEqual(400);
});

test('the function without certificates says what it lacks', async () => {
  const { process: child } = started(functionImage, { user: 2000 });
  expect(await ended(child)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^cannot start function-crosstrain: no folder of certificates: /),
  });
});

/** What the Job of the CPU example gives its pod, as far as the trainer needs it. */
const pod: Readonly<Record<string, string>> = {
  [contract.contract]: '1',
  [contract.run]: 'digits-cpu',
  [contract.namespace]: 'team-vision',
  [contract.role]: 'worker',
  [contract.index]: '0',
  [contract.attempt]: '0',
  [contract.strategy]: 'AllReduce',
  [contract.recipe]: 'digits-cnn',
  [contract.hyperparameters]: '{"epochs": 1, "seed": 7}',
  [contract.accelerator]: 'none',
  [contract.acceleratorCount]: '0',
  [contract.artifacts]: '/crosstrain/artifacts',
  [contract.checkpointIntervalSeconds]: '300',
  [contract.checkpointKeep]: '3',
  [contract.inputs]: '[]',
  [contract.failurePolicy]: '{"maxRestarts":3,"maxOutOfMemory":1}',
  [contract.metricsPort]: '9090',
  HOME: '/tmp',
};
const writable = ['/crosstrain/artifacts', '/tmp'];

test('the trainer trains as an unprivileged user on a read-only root', async () => {
  const { process: child } = started(trainerImage, { environment: pod, writable });
  const said = await ended(child);
  expect({ code: said.code, stderr: said.stderr }).toEqual({ code: 0, stderr: '' });
});

test('with native TensorFlow it trains as that user on a read-only root, too, and says that it does', async () => {
  const { process: child } = started(nativeImage, { environment: pod, writable });
  const said = await ended(child);
  expect(said.code).toBe(0);
  // TensorFlow itself says on any level of logging that it takes its faster kernels.
  const unexpected = said.stderr
    .split('\n')
    .filter((line) => !/^(WARNING: All log messages before absl|I0000 .* oneDNN |$)/.test(line));
  expect(unexpected).toEqual([]);
  expect(said.stdout).toMatch(/^Training digits-cnn +1 process, TensorFlow 2\.21\.0 \(CPU\)\n/);
  expect(said.stdout).toContain('each step is one TensorFlow graph');
});

/** Learns to double; its types are TypeScript's own. */
const twice = `
interface Point { readonly x: number; readonly y: number }
const points: readonly Point[] = Array.from({ length: 100 }, (_, i) => ({ x: i / 50, y: i / 25 }));
export default {
  goal: { metric: 'closeness', atLeast: 0 },
  defaults: { epochs: 2 },
  experiment({ seed }: { readonly seed: number }, { tf, layers: { sequential, layers }, heNormal }: any) {
    const column = (values: readonly number[]) => tf.tensor2d(values, [values.length, 1]);
    return {
      dataDigest: 'points', examples: points.length, testExamples: 1,
      model: () => sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: heNormal(seed, 'one') })] }),
      batch(indices: Uint32Array) {
        const some = Array.from(indices, (index) => points[index]!);
        return { inputs: column(some.map(({ x }) => x)), targets: column(some.map(({ y }) => y)) };
      },
      loss: (targets: unknown, outputs: unknown) => tf.losses.meanSquaredError(targets, outputs),
      evaluate: () => ({ closeness: 1 }),
    };
  },
};
`;

test('the trainer trains a module in TypeScript, which its Node runs as it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crosstrain-module-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'twice.ts'), twice);
  const subject = { [contract.recipe]: '', [contract.source]: '/crosstrain/source', [contract.module]: 'twice.ts' };
  const environment = { ...pod, ...subject, [contract.hyperparameters]: '{}' };
  const { process: child } = started(trainerImage, { environment, writable, mounts: { '/crosstrain/source': folder } });
  const said = await ended(child);
  rmSync(folder, { recursive: true });
  expect(said).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining('Training twice.ts') });
});

test('the trainer ends with 69, and says why, where an accelerator is required and there is none', async () => {
  const required = { [contract.accelerator]: 'required', [contract.acceleratorCount]: '1' };
  const { process: child } = started(trainerImage, { environment: { ...pod, ...required }, writable });
  expect(await ended(child)).toMatchObject({
    code: 69,
    stderr: expect.stringContaining('cannot train on an accelerator, and one is required: '),
  });
});

test('the trainer ends with 78 where the environment is not that of a run', async () => {
  expect(await ended(started(trainerImage, {}).process)).toMatchObject({
    code: 78,
    stderr: expect.stringContaining('cannot read CROSSTRAIN_CONTRACT: it is not set'),
  });
});

async function ended(child: Container['process']): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code] = await once(child, 'close');
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** User and system time of a process and its threads so far. */
function processorMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticksPerSecond = 100;
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}
