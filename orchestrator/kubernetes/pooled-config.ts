import { KubeConfig } from '@kubernetes/client-node';
import type { RequestContext } from '@kubernetes/client-node';
import { Agent } from 'undici';

type DispatcherOptions = ReturnType<KubeConfig['createDispatcherOptions']>;

/**
 * A kubeconfig whose requests share their connections: the client makes a connection for each request otherwise
 * (kubernetes-client/javascript#2893), which costs a TLS handshake every time and draws 429s.
 */
export class PooledConfig extends KubeConfig {
  readonly #agents = new Map<string, Agent>();
  #options: DispatcherOptions | undefined;

  override createDispatcherOptions(...args: Parameters<KubeConfig['createDispatcherOptions']>): DispatcherOptions {
    this.#options = super.createDispatcherOptions(...args);
    return this.#options;
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    const options = this.#options;
    // A proxy's own agents stay as the client makes them.
    if (options?.type === 'agent') context.setDispatcher(this.#agent(options.connect));
    if (options?.type === 'none') context.setDispatcher(this.#agent({}));
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.close()));
    this.#agents.clear();
  }

  /** One agent for each set of certificates: a rotated one gets an agent of its own. */
  #agent(connect: object): Agent {
    const key = JSON.stringify(connect);
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    // An activity has 30 seconds for its request; one that hangs must end before.
    const made = new Agent({ connect: { timeout: 10_000, ...connect }, headersTimeout: 20_000, bodyTimeout: 20_000 });
    this.#agents.set(key, made);
    return made;
  }
}
