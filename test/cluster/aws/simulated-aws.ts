import { createHash } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { recordAt, stringAt } from '../../../api/json.ts';
import { Cluster } from '../../../simulator/cluster.ts';
import { conditionIn, conditionsIn, withConditions } from '../../../simulator/conditions.ts';
import { finalizersOf, identity, isGoing, referenceTo } from '../../../simulator/object.ts';
import { providerFinalizer as finalizer, provideUntilRest } from '../../../simulator/provide.ts';
import { interfacesLeftBehind } from '../../../simulator/providers/aws/left-behind.ts';
import { mayDelete, reasonToStay } from '../../../simulator/providers/farewell.ts';
import { providersInTraining } from '../../../simulator/providers/index.ts';
import { connected, type Connection } from './connection.ts';
import {
  isComposite,
  isOfAWS,
  isProvided,
  isWaiting,
  thingOf,
  uidOf,
  userOf,
  watchedKinds,
  withoutSynthetic,
} from './objects.ts';
import type { KubernetesObject } from '../../../simulator/object.ts';

/** How long anything takes to go: what others still need is gone before they are, unless something keeps it. */
const goingMilliseconds = 1500;

/** How long after it was touched something that still waits is touched again. */
const againMilliseconds = 5000;

/** How it differs from the usual. */
export interface Manner {
  /** Namespaces whose objects it answers for; all that it makes for one is apart from the others. */
  readonly namespaces: readonly string[];
  /**
   * Whether core is made to look as soon as there is something to see at what it watches nothing of: at Usages that are to
   * go, whose users it looks at every thirty seconds, and at composites that wait for another composite's status, which ask
   * to be called as often.
   */
  readonly hastens: boolean;
}

/**
 * The providers of AWS, Kubernetes and Helm on the stand, and AWS itself, simulated: they write status facts onto the real
 * objects, hold them by a finalizer, and delete in AWS only what AWS lets go.
 */
export class SimulatedAWS {
  readonly #manner: Manner;
  readonly #connection: Connection;
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #remotes = new Map<string, Cluster>();
  /** Statuses as written last, by uid: the API server prunes and defaults what it stores. */
  readonly #written = new Map<string, unknown>();
  /** Uids of what is gone in AWS, though its object may still be there. */
  readonly #gone = new Set<string>();
  readonly #goingSince = new Map<string, number>();
  readonly #kept: string[] = [];
  /** What the composites of a namespace say, as one hash. */
  readonly #told = new Map<string, string>();
  /** When an object was touched last, by uid and by what had been said then. */
  readonly #hastenedAt = new Map<string, number>();
  #interfacesIn = new Set<string>();
  #isChanged = true;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();

  private constructor(connection: Connection, manner: Manner) {
    this.#connection = connection;
    this.#manner = manner;
  }

  static async started(manner: Manner): Promise<SimulatedAWS> {
    const aws = new SimulatedAWS(await connected(), manner);
    for (const kind of watchedKinds) {
      aws.#connection.watch(kind, {
        listed: (objects) => aws.#list(kind, objects),
        seen: (object, isThere) => aws.#see(object, isThere),
      });
    }
    aws.#work = aws.#workOn();
    return aws;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
    this.#connection.close();
  }

  /** What AWS has of a namespace: `Kind id`, sorted; both what objects stand for and what was left when they went. */
  has(namespace: string): readonly string[] {
    const things = [...this.#objects.values()].filter(
      (object) => isOfAWS(object) && object.metadata.namespace === namespace && this.#isHeld(object),
    );
    const left = this.#kept.filter((thing) => thing.startsWith(`${namespace} `));
    // An object that core makes again in the moment of its deletion stands for the same thing.
    return [...new Set([...left.map((thing) => thing.slice(namespace.length + 1)), ...things.map(thingOf)])].sort();
  }

  /** All objects of a namespace that it knows of, but Secrets that nobody composed: `Kind name`, sorted. */
  objects(namespace: string): readonly string[] {
    return [...this.#objects.values()]
      .filter(({ kind, metadata }) => metadata.namespace === namespace && kind !== 'Secret')
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  }

  /** What a person does in the end who finds out why a VPC cannot be deleted. */
  interfacesDeletedByHand(): void {
    this.#interfacesIn = new Set();
    this.#isChanged = true;
  }

  /** What is not listed any more is gone. */
  #list(kind: string, objects: readonly KubernetesObject[]): void {
    const listed = new Set(objects.map(uidOf));
    for (const known of this.#objects.values()) {
      if (`${known.apiVersion}/${known.kind}` === kind && !listed.has(uidOf(known))) this.#see(known, false);
    }
    for (const object of objects) this.#see(object, true);
  }

  #see(object: KubernetesObject, isThere: boolean): void {
    if (!this.#manner.namespaces.includes(object.metadata.namespace ?? '')) return;
    if (isThere) this.#objects.set(identity(referenceTo(object)), object);
    else this.#objects.delete(identity(referenceTo(object)));
    this.#isChanged = true;
    if (isComposite(object)) this.#told.set(object.metadata.namespace ?? '', this.#words(object.metadata.namespace));
  }

  #words(namespace: string | undefined): string {
    const own = [...this.#objects.values()].filter((one) => isComposite(one) && one.metadata.namespace === namespace);
    const said = own.map(({ status }) => [
      recordAt(status, 'facts'),
      stringAt(status, 'phase'),
      conditionIn(status, 'Ready'),
    ]);
    return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
  }

  async #workOn(): Promise<void> {
    while (!this.#isStopped) {
      // Time alone brings what is going, and what waits for core, forward.
      const waits = this.#goingSince.size > 0 || [...this.#objects.values()].some(isWaiting);
      if (this.#isChanged || waits) {
        this.#isChanged = false;
        await this.#answer();
        await this.#letGo();
        if (this.#manner.hastens) await this.#hasten();
      }
      await later(400);
    }
  }

  /** Makes what is asked for, and says so. */
  async #answer(): Promise<void> {
    const cluster = new Cluster();
    const now = new Date().toISOString();
    const alive = [...this.#objects.values()].filter((object) => !isGoing(object) && !this.#gone.has(uidOf(object)));
    for (const object of alive) cluster.put(object, now);
    await provideUntilRest({
      cluster,
      remotes: this.#remotes,
      interfacesIn: this.#interfacesIn,
      providers: providersInTraining,
      now,
    });
    await Promise.all(cluster.objects().map((object) => this.#write(object)));
  }

  async #write(object: KubernetesObject): Promise<void> {
    const reference = referenceTo(object);
    const live = this.#objects.get(identity(reference));
    if (live === undefined) {
      await this.#connection.create(withoutSynthetic(object));
      return;
    }
    if (!isProvided(object)) return;
    if (!this.#isHeld(live)) {
      const { resourceVersion } = live.metadata;
      const finalizers = [...finalizersOf(live), finalizer];
      if (!(await this.#connection.patch(reference, { metadata: { resourceVersion, finalizers } }))) return;
    }
    const { status } = object;
    const uid = uidOf(live);
    if (status === undefined || isDeepStrictEqual(status, live['status'])) return;
    if (isDeepStrictEqual(status, this.#written.get(uid))) return;
    if (await this.#connection.patch(reference, { status }, 'status')) this.#written.set(uid, status);
  }

  /** Unmakes what is to be deleted and can be. */
  async #letGo(): Promise<void> {
    const going = [...this.#objects.values()].filter((object) => isGoing(object) && this.#isHeld(object));
    for (const object of going) {
      const others = this.#others(object);
      const why = reasonToStay(object, others, { interfacesIn: this.#interfacesIn });
      const uid = uidOf(object);
      const since = this.#goingSince.get(uid) ?? Date.now();
      this.#goingSince.set(uid, since);
      if (why !== undefined) {
        await this.#refuse(object, why);
        continue;
      }
      if (mayDelete(object) && Date.now() - since < goingMilliseconds) continue;
      for (const subnet of interfacesLeftBehind(object, others)) this.#interfacesIn.add(subnet);
      await this.#release(object);
    }
  }

  #others(object: KubernetesObject): readonly KubernetesObject[] {
    return [...this.#objects.values()].filter(
      (other) =>
        uidOf(other) !== uidOf(object) &&
        other.metadata.namespace === object.metadata.namespace &&
        (!isProvided(other) || this.#isHeld(other)),
    );
  }

  async #refuse(object: KubernetesObject, why: string): Promise<void> {
    const message = `delete failed: ${why}`;
    const conditions = withConditions(conditionsIn(object['status']), {
      type: 'Synced',
      status: 'False',
      reason: 'ReconcileError',
      message,
      lastTransitionTime: new Date().toISOString(),
    });
    if (isDeepStrictEqual(conditions, conditionsIn(object['status']))) return;
    if (this.#written.get(uidOf(object)) === message) return;
    if (await this.#connection.patch(referenceTo(object), { status: { conditions } }, 'status')) {
      this.#written.set(uidOf(object), message);
    }
  }

  async #release(object: KubernetesObject): Promise<void> {
    const { resourceVersion } = object.metadata;
    const finalizers = finalizersOf(object).filter((one) => one !== finalizer);
    if (!(await this.#connection.patch(referenceTo(object), { metadata: { resourceVersion, finalizers } }))) return;
    this.#gone.add(uidOf(object));
    this.#goingSince.delete(uidOf(object));
    if (isOfAWS(object) && !mayDelete(object)) this.#kept.push(`${object.metadata.namespace ?? ''} ${thingOf(object)}`);
  }

  /** Touches Usages that wait for what is gone, and composites that wait: when there is news, and again after a while. */
  async #hasten(): Promise<void> {
    const isDue = (object: KubernetesObject) => {
      const isForgotten = Date.now() - (this.#hastenedAt.get(this.#newsFor(object)) ?? 0) > againMilliseconds;
      const isUsage = object.kind === 'Usage' && isGoing(object) && !this.#objects.has(identity(userOf(object)));
      return isForgotten && (isUsage || isWaiting(object));
    };
    for (const object of [...this.#objects.values()].filter(isDue)) {
      this.#hastenedAt.set(this.#newsFor(object), Date.now());
      const annotations = { 'test.crosstrain.dev/hastened': String(Date.now()) };
      await this.#connection.patch(referenceTo(object), { metadata: { annotations } });
    }
  }

  #newsFor(object: KubernetesObject): string {
    return `${uidOf(object)} ${isComposite(object) ? this.#told.get(object.metadata.namespace ?? '') : ''}`;
  }

  #isHeld(object: KubernetesObject): boolean {
    return finalizersOf(object).includes(finalizer) && !this.#gone.has(uidOf(object));
  }
}
