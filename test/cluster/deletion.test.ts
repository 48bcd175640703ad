import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listAt, stringAt } from '../../api/json.ts';
import { isComposite } from '../../cli/sources/package.ts';
import { controllerOf, referenceTo } from '../../simulator/object.ts';
import { providersInTraining } from '../../simulator/providers/index.ts';
import { played } from '../support/simulation.ts';
import { SimulatedAWS } from './aws/simulated-aws.ts';
import { example } from './example.ts';
import { restarted, restartedWithoutBreaker } from './programs.ts';
import { apply, eventually, inventory, kubectl, live } from './stand.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

const isFull = process.env['CROSSTRAIN_FULL'] === '1';
/** How long all of it may take: core by itself looks every half minute at what waits, at each of half a dozen stages. */
const patienceSeconds = isFull ? 1200 : 540;

/** The example that is made of most objects: a run with a cluster of its own. */
const story = example('dedicated-cluster');
const [run] = story.composites;
if (run === undefined) throw new Error('examples/dedicated-cluster has no run');
const name = run.metadata.name;
const clusterName = `${name}-cluster`;

const plainly = (namespace: string) => deletion('trainingrun', name, '--namespace', namespace);

/** What a person may do; everything is deleted while it trains, which is when most is there. */
const ways = [
  // The one without a Usage, below, is deleted plainly too.
  ...(isFull ? [{ way: 'plainly', remove: plainly }] : []),
  {
    way: 'in-foreground',
    remove: (namespace: string) => deletion('trainingrun', name, '--cascade=foreground', '--namespace', namespace),
  },
  { way: 'by-namespace', remove: (namespace: string) => deletion('namespace', namespace) },
  {
    way: 'all-at-once',
    remove: async (namespace: string) =>
      deletion((await kinds()).join(), '--all', '--namespace', namespace).catch(unlessInUse),
  },
].map((one) => ({ ...one, namespace: `deleted-${one.way}` }));
/** What AWS keeps for ever without one Usage. */
const wedged = ['Subnet', 'Subnet', 'VPC'];
/** Deleted plainly, without one Usage. */
const unprotected = 'deleted-unprotected';
const namespaces = [...ways.map(({ namespace }) => namespace), unprotected];

let aws: SimulatedAWS;
let before: readonly string[] = [];
let after: readonly string[] = [];
const buckets = new Map<string, string>();

beforeAll(async () => {
  await restartedWithoutBreaker();
  for (const namespace of namespaces) await kubectl(['create', 'namespace', namespace]);
  await apply(story.others);
  // What Kubernetes puts into every namespace comes a moment later, and is nobody's left-over.
  const usual = ['serviceaccount/default', 'configmap/kube-root-ca.crt'];
  for (const namespace of namespaces) {
    await kubectl(['wait', '--for=create', '--timeout=180s', ...usual, '--namespace', namespace]);
  }
  before = await inventory();
  aws = await SimulatedAWS.started({ namespaces, hastens: !isFull });
  await apply(namespaces.map(runIn));
  await Promise.all(namespaces.map(inTraining));
  for (const namespace of namespaces) buckets.set(namespace, await retainedBucket(namespace));
}, patienceSeconds * 1000);

afterAll(async () => {
  // What a failure leaves goes as well, while somebody lets it go.
  aws.interfacesDeletedByHand();
  await kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--timeout=180s']).catch(() => undefined);
  await aws.stop();
  await restarted('core');
  await kubectl(['delete', '--filename', '-'], story.others.map((object) => JSON.stringify(object)).join('\n'));
});

test('what is made on a real control plane is what the simulator makes, object for object', async () => {
  const namespace = unprotected;
  const { cluster } = await played([...story.others, runIn(namespace)], { providers: providersInTraining });
  const made = cluster.objects().filter((object) => object.metadata.namespace === namespace && !isLoose(object));
  expect(made.length).toBeGreaterThan(70);
  expect(aws.objects(namespace)).toEqual(made.map(named).sort());
});

describe('deleted while it trains', () => {
  beforeAll(async () => {
    await withoutUsage(unprotected, `${clusterName}-usage-cluster-role`);
    await Promise.all(ways.map(({ namespace, remove }) => remove(namespace)));
    await plainly(unprotected);
    await resumed(unprotected);
    await scanned(
      () => ways.every(({ namespace }) => isGone(namespace)) && leftIn(unprotected).length === wedged.length,
    );
  }, patienceSeconds * 1000);

  test.each(ways)('$way: it leaves nothing but the bucket that status.retained lists, and its key', ({ namespace }) => {
    expect(leftIn(namespace)).toEqual([]);
    expectOnlyRetained(namespace);
  });

  test("plainly, without one Usage: the control plane's interfaces stay behind its role, and AWS keeps the network until a person deletes them", async () => {
    const left = leftIn(unprotected);
    expect(left.map((line) => line.split(' ')[1])).toEqual(wedged);
    const [subnet] = left;
    expect(await said(subnet ?? '')).toMatch(/^delete failed: DependencyViolation: .* a network interface$/);

    aws.interfacesDeletedByHand();
    await scanned(() => isGone(unprotected));
    expect(leftIn(unprotected)).toEqual([]);
    expectOnlyRetained(unprotected);
  });
});

/** The bucket by its name, and what belongs to it by its kind: AWS makes up the ids. */
function expectOnlyRetained(namespace: string): void {
  expect(aws.has(namespace).map((thing) => thing.replace(/ [a-z]+-0[0-9a-f]{16}$/, ''))).toEqual([
    `Bucket ${buckets.get(namespace)}`,
    'BucketLifecycleConfiguration',
    'BucketPolicy',
    'BucketPublicAccessBlock',
    'BucketServerSideEncryptionConfiguration',
    'BucketVersioning',
    'Key',
  ]);
}

function runIn(namespace: string): KubernetesObject {
  if (run === undefined) throw new Error('there is no run');
  return { ...run, metadata: { ...run.metadata, namespace } };
}

/** Waits until the run trains and every Usage is in force. */
async function inTraining(namespace: string): Promise<void> {
  const wait = (what: string, ...args: readonly string[]) =>
    kubectl(['wait', `--for=${what}`, `--timeout=${patienceSeconds}s`, ...args, '--namespace', namespace]);
  await wait('jsonpath={.status.phase}=Running', `trainingrun/${name}`);
  await wait('condition=Ready', 'trainingclusters,trainingnetworks,computepools', '--all');
  await wait('condition=Ready', 'usages.protection.crossplane.io', '--all');
}

async function deletion(...what: readonly string[]): Promise<void> {
  await kubectl(['delete', ...what, '--wait=false']);
}

/** What a Usage keeps is refused at once and goes later: kubectl says so, and goes on. */
function unlessInUse(error: unknown): void {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  if (lines.some((line) => !line.includes('nousages.protection.crossplane.io'))) throw error;
}

/** Every kind that a person would name who wants everything gone: crosstrain's, the clouds', Usages. */
async function kinds(): Promise<readonly string[]> {
  const all = (await kubectl(['api-resources', '--namespaced', '--verbs=delete', '--output=name'])).trim().split('\n');
  return all.filter((one) =>
    /\.(crosstrain\.dev|m\.upbound\.io|m\.crossplane\.io|protection\.crossplane\.io)$/.test(one),
  );
}

/** As if the function had never made it: core may not make it again, and its finalizer keeps it no more. */
async function withoutUsage(namespace: string, usage: string): Promise<void> {
  const at = ['--namespace', namespace];
  await kubectl(['annotate', 'trainingcluster', clusterName, 'crossplane.io/paused=true', ...at]);
  await kubectl(['delete', 'usages.protection.crossplane.io', usage, '--wait=false', ...at]);
  const none = JSON.stringify({ metadata: { finalizers: null } });
  await kubectl(['patch', 'usages.protection.crossplane.io', usage, '--type=merge', '--patch', none, ...at]);
}

/** Lets core delete what was paused, once that is to be deleted. */
async function resumed(namespace: string): Promise<void> {
  const at = ['--namespace', namespace];
  const cluster = ['trainingcluster', clusterName];
  await kubectl(['wait', '--for=jsonpath={.metadata.deletionTimestamp}', '--timeout=60s', ...cluster, ...at]);
  await kubectl(['annotate', ...cluster, 'crossplane.io/paused-', ...at]);
}

async function retainedBucket(namespace: string): Promise<string> {
  const reference = { apiVersion: 'crosstrain.dev/v1alpha1', kind: 'TrainingCluster', namespace, name: clusterName };
  const uris = listAt(await live(reference), 'status', 'retained').map((one) => stringAt(one, 'uri') ?? '');
  return uris.join().replace('s3://', '');
}

/** Looks at everything that there is until it is as expected, or for as long as it may take. */
async function scanned(isAsExpected: () => boolean): Promise<void> {
  await eventually('all has gone that goes', patienceSeconds, async () => {
    after = await inventory();
    return isAsExpected() ? true : undefined;
  }).catch(() => undefined);
}

function isGone(namespace: string): boolean {
  return leftIn(namespace).length === 0;
}

/** All objects of every kind that were not there before the run, in a namespace or in none. */
function leftIn(namespace: string): readonly string[] {
  const now = after.filter((line) => !before.includes(line));
  // Other tests' objects come and go meanwhile.
  return now.filter((line) => [namespace, '<none>'].includes(line.split(' ')[2] ?? ''));
}

/** The last words about an object of a line of the inventory. */
async function said(line: string): Promise<string> {
  const [apiVersion = '', kind = '', namespace = '', one = ''] = line.split(' ');
  const object = await live({ apiVersion, kind, namespace, name: one });
  const synced = listAt(object, 'status', 'conditions').find((condition) => stringAt(condition, 'type') === 'Synced');
  return stringAt(synced, 'message') ?? '';
}

/** Whether nobody composed it, or a provider wrote it. */
function isLoose(object: KubernetesObject): boolean {
  return object.kind === 'Secret' || (!isComposite(object) && controllerOf(object) === undefined);
}

function named(object: KubernetesObject): string {
  const { kind, name: own } = referenceTo(object);
  return `${kind} ${own}`;
}
