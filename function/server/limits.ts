/** What the server bears from its clients before it lets go of them. */
export interface Limits {
  /** Within which a client must have shown its certificate. */
  readonly handshakeSeconds: number;
  /** After which a silent connection is asked whether anybody is still there. */
  readonly keepaliveSeconds: number;
  /** Within which that must be answered. */
  readonly keepaliveTimeoutSeconds: number;
  /** Connections at a time, with those that have not shown a certificate yet; more are cut. */
  readonly connections: number;
  /** Calls in flight on one connection; more wait on the client's side. */
  readonly callsPerConnection: number;
}

/** Crossplane keeps one connection a replica, and as many calls in flight as it reconciles at once: by default 100. */
export const defaultLimits: Limits = {
  handshakeSeconds: 10,
  keepaliveSeconds: 60,
  keepaliveTimeoutSeconds: 20,
  connections: 200,
  callsPerConnection: 250,
};
