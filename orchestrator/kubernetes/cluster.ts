import type { ObjectReference } from '../contract/training-run.ts';

/** An object as the API server holds it, of which nothing is known but that it is one. */
export type LiveObject = Readonly<Record<string, unknown>>;

/** A manifest to apply. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** How a manifest is applied. */
export interface ApplyOptions {
  readonly fieldManager: string;
  /** Whether fields of other managers are taken over. */
  readonly force: boolean;
}

/** All that the orchestrator may do to a cluster: four verbs. Each rejects with a KubernetesError. */
export interface Cluster {
  /** Server-side apply; gives the object as it is then. */
  readonly apply: (manifest: Manifest, options: ApplyOptions) => Promise<LiveObject>;
  /** The object as it is now. */
  readonly get: (reference: ObjectReference) => Promise<LiveObject>;
  /** Deletes the object with that uid, in the foreground: it stays until all that it owns is gone. */
  readonly delete: (reference: ObjectReference & { readonly uid: string }) => Promise<void>;
  /** The warnings about an object, oldest first. */
  readonly events: (reference: ObjectReference) => Promise<readonly string[]>;
}

/** The verbs, as they are counted and named. */
export type Verb = keyof Cluster;

/** Why a verb failed, whatever client said so. */
export class KubernetesError extends Error {
  /** What was asked: `apply TrainingRun team-vision/digits`. */
  readonly request: string;
  readonly why: ErrorCause;

  constructor(request: string, cause: ErrorCause) {
    super(`cannot ${request}: ${cause.message}`);
    this.name = 'KubernetesError';
    this.request = request;
    this.why = cause;
  }
}

/** What the API server said, or why it said nothing. */
export type ErrorCause =
  | {
      readonly type: 'Status';
      readonly code: number;
      readonly reason: string;
      readonly message: string;
      /** Whole seconds, as the API server wants it. */
      readonly retryAfterSeconds?: number;
      /** Field managers that own what was to be changed. */
      readonly managers: readonly string[];
    }
  /** The group or the kind is not served. */
  | { readonly type: 'NotServed'; readonly message: string }
  /** No answer: network, TLS, time. */
  | { readonly type: 'Unreachable'; readonly message: string };

/** Words for a request: verb, kind, namespace and name. */
export function requestWords(
  verb: string,
  { kind, namespace, name }: Pick<ObjectReference, 'kind' | 'namespace' | 'name'>,
) {
  return `${verb} ${kind} ${namespace}/${name}`;
}
