/** A Kubernetes object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: Metadata;
  readonly [field: string]: unknown;
}

/** The part of `metadata` that composers write. */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What must be so before a resource is created for the first time; once it is observed, needs no longer hold it back. */
export type Need =
  /** A fact that another object's status brings; `known` says whether it is there. */
  | { readonly type: 'Fact'; readonly fact: string; readonly known: boolean }
  /** Something of another object must hold, about order alone: the manifest says nothing of it. */
  | { readonly type: 'State'; readonly what: string; readonly holds: boolean }
  /** Another resource of the same graph must have been observed. */
  | { readonly type: 'Observed'; readonly key: string }
  /** Another resource of the same graph must be ready. */
  | { readonly type: 'Ready'; readonly key: string }
  /** An earlier resource must be gone: two gangs must never share accelerators or an artifact prefix. */
  | { readonly type: 'Gone'; readonly key: string };

/** One composed resource: what it is, what it waits for. */
export interface Resource {
  /** The composition resource name: its identity for Crossplane, and so part of the API. */
  readonly key: string;
  readonly manifest: Manifest;
  readonly needs: readonly Need[];
  /** Whether, once observed, it stays as it was applied but for the fields that may change: a Job's template is immutable. */
  readonly keepsTemplate?: boolean;
}
