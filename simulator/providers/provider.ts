import type { Cluster } from '../cluster.ts';
import type { KubernetesObject, ObjectReference } from '../object.ts';

/** What a simulated controller sees when it is its turn. */
export interface Turn {
  /** The cluster where the object lives; a controller that makes other objects puts them there. */
  readonly cluster: Cluster;
  /** The cluster behind a provider configuration. */
  readonly remote: (providerConfig: ObjectReference) => Cluster;
  readonly now: string;
}

/**
 * One step of the controller of one kind: the status that it writes, as the real one would.
 *
 * `undefined` leaves the status as it is. Steps are small, so that whoever watches sees each state that lasts.
 */
export type Provider = (object: KubernetesObject, turn: Turn) => Readonly<Record<string, unknown>> | undefined;

/** The same by somebody who has to be asked first: a server that speaks a cloud's own interface. */
export type AskedProvider = (...turn: Parameters<Provider>) => Promise<ReturnType<Provider>>;

/** Controllers by `apiVersion/kind`. Faults and other variants replace entries. */
export type Providers = Readonly<Record<string, Provider | AskedProvider>>;
