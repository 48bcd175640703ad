import { KubernetesError, requestWords } from '../../../orchestrator/kubernetes/cluster.ts';
import type { Cluster, ErrorCause, LiveObject, Verb } from '../../../orchestrator/kubernetes/cluster.ts';
import type { ObjectReference } from '../../../orchestrator/contract/training-run.ts';

/** A call of the port, as it was answered. */
export interface Call {
  readonly verb: Verb;
  readonly object: string;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  /** `ok`, or the code of the answer. */
  readonly answer: string;
}

/** What goes wrong, and for how long. */
export interface Fault {
  /** Absent: every verb. */
  readonly verb?: Verb;
  readonly kind?: string;
  readonly why: ErrorCause;
  /** Until that virtual time, in seconds from now. @default for ever */
  readonly seconds?: number;
  /** So many calls. @default without end */
  times?: number;
}

type Stored = Record<string, ReturnType<typeof JSON.parse>>;

/** The four verbs on objects in memory: what a test needs of an API server and of those who write into it. */
export class MemoryCluster {
  readonly calls: Call[] = [];
  readonly objects = new Map<string, Stored>();
  /** Warnings that the event list gives. */
  warnings: string[] = [];
  /** Called when a TrainingRun was applied: what Crossplane and the function make of it. */
  onApply: (run: Stored) => void = () => undefined;
  /** Objects that stay, however often they are deleted, by their words. */
  readonly stuck = new Set<string>();
  /** Resolves before an apply is done, so that a test can act while it is under way. */
  applying: () => Promise<void> = async () => undefined;
  readonly #faults: (Fault & { readonly end: number })[] = [];
  readonly #now: () => number;
  #uids = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Lets calls fail from now on. */
  fail(fault: Fault): void {
    this.#faults.push({ ...fault, end: this.#now() + (fault.seconds ?? Infinity) * 1000 });
  }

  /** Empty and healthy, as for the first test. */
  renew(): void {
    this.heal();
    this.calls.length = 0;
    this.objects.clear();
    this.stuck.clear();
    this.warnings = [];
  }

  /** Ends every fault. */
  heal(): void {
    this.#faults.length = 0;
  }

  /** Puts an object there, as somebody else would. Gives it with its uid. */
  put(object: Stored): Stored {
    const uid = `uid-${(this.#uids += 1)}`;
    const stored = { ...object, metadata: { generation: 1, ...object['metadata'], uid } };
    this.objects.set(keyOf(referenceTo(stored)), stored);
    return stored;
  }

  /** The object of that kind and name, whatever its namespace. */
  find(kind: string, name: string): Stored | undefined {
    return [...this.objects.values()].find((object) => object['kind'] === kind && object['metadata'].name === name);
  }

  /** Those calls that changed something. */
  get writes(): readonly string[] {
    return this.calls
      .filter(({ verb, answer }) => (verb === 'apply' || verb === 'delete') && answer === 'ok')
      .map(({ verb, object }) => `${verb} ${object}`);
  }

  readonly port: Cluster = {
    apply: async (manifest, { fieldManager, force }) => {
      const reference = referenceTo(manifest);
      await this.applying();
      return this.#answer('apply', reference, () => {
        const old = this.objects.get(keyOf(reference));
        const owner = old?.['foreignManager'];
        if (owner !== undefined && !force) throw new Answer(conflict(owner));
        const spec = { ...(manifest['spec'] as object) };
        const crossplane = old?.['spec']?.crossplane;
        const changed = JSON.stringify({ ...old?.['spec'], crossplane: undefined }) !== JSON.stringify(spec);
        const generation = old === undefined ? 1 : Number(old['metadata'].generation) + (changed ? 1 : 0);
        const metadata = { ...manifest.metadata, generation, fieldManager };
        const stored = old ?? this.put({ ...manifest });
        Object.assign(stored, {
          ...manifest,
          spec: { ...spec, ...(crossplane && { crossplane }) },
          metadata: { ...metadata, uid: stored['metadata'].uid },
        });
        delete stored['foreignManager'];
        this.onApply(stored);
        return copy(stored);
      });
    },
    get: async (reference) => this.#answer('get', reference, () => copy(this.#stored(reference))),
    delete: async (reference) => {
      this.#answer('delete', reference, () => {
        const object = this.#stored(reference);
        if (object['metadata'].uid !== reference.uid)
          throw new Answer(status(409, 'Conflict', 'the UID in the precondition differs'));
        this.#remove(object);
      });
    },
    events: async (reference) => this.#answer('events', reference, () => this.warnings),
  };

  /** In the foreground: an object stays, marked, as long as anything below it does. */
  #remove(object: Stored): void {
    const { namespace } = object['metadata'];
    const references: ObjectReference[] = object['spec']?.crossplane?.resourceRefs ?? [];
    const below = references.map((reference) => ({ ...reference, namespace }));
    for (const reference of below) {
      const child = this.objects.get(keyOf(reference));
      if (child !== undefined) this.#remove(child);
    }
    const isHeld = below.some((reference) => this.objects.has(keyOf(reference)));
    if (isHeld || this.stuck.has(wordsOf(referenceTo(object)))) {
      object['metadata'].deletionTimestamp = new Date(this.#now()).toISOString();
      return;
    }
    this.objects.delete(keyOf(referenceTo(object)));
  }

  #stored(reference: ObjectReference): Stored {
    const object = this.objects.get(keyOf(reference));
    if (object === undefined) throw new Answer(status(404, 'NotFound', `${wordsOf(reference)} not found`));
    return object;
  }

  #answer<T>(verb: Verb, reference: ObjectReference, call: () => T): T {
    const record = (answer: string) => this.calls.push({ verb, object: wordsOf(reference), at: this.#now(), answer });
    try {
      this.#fault(verb, reference);
      const given = call();
      record('ok');
      return given;
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      const { why } = error;
      record(why.type === 'Status' ? String(why.code) : why.type);
      throw new KubernetesError(requestWords(verb, reference), why);
    }
  }

  #fault(verb: Verb, { kind }: ObjectReference): void {
    const fault = this.#faults.find(
      (one) =>
        (one.verb ?? verb) === verb && (one.kind ?? kind) === kind && this.#now() < one.end && (one.times ?? 1) > 0,
    );
    if (fault === undefined) return;
    if (fault.times !== undefined) fault.times -= 1;
    throw new Answer(fault.why);
  }
}

/** Carries a cause to where the call is known. */
class Answer extends Error {
  readonly why: ErrorCause;

  constructor(why: ErrorCause) {
    super(why.message);
    this.why = why;
  }
}

/** An answer of the API server that is no success. */
export function status(
  code: number,
  reason = '',
  message = `the API server answers ${code}`,
  retryAfterSeconds?: number,
): Extract<ErrorCause, { type: 'Status' }> {
  return {
    type: 'Status',
    code,
    reason,
    message,
    managers: [],
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function conflict(manager: string): ErrorCause {
  return {
    ...status(409, 'Conflict', `Apply failed with 1 conflict: conflict with "${manager}"`),
    managers: [manager],
  };
}

function referenceTo(object: LiveObject): ObjectReference {
  const { apiVersion, kind, metadata } = object as Stored;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectReference): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}

function wordsOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace}/${name}`;
}

function copy(object: Stored): Stored {
  return structuredClone(object);
}
