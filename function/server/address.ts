/** A place to listen at. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `host:port`, `[IPv6]:port` or `:port`. Without a host: `::`, which takes IPv4 too.
 * Throws where it is none of these.
 */
export function parseAddress(text: string): Address {
  const match = /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/i.exec(text);
  const port = Number(match?.groups?.['port']);
  if (match === null || port > 65535)
    throw new Error(`cannot listen at "${text}": it must be HOST:PORT, [IPv6]:PORT or :PORT`);
  return { host: match.groups?.['ipv6'] ?? (match.groups?.['host'] || '::'), port };
}

/** The address as text that {@link parseAddress} reads. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Binds at the address; where that is every interface, and this machine has no IPv6, at every IPv4 interface.
 * Rejects where it cannot be bound, with the address in the message.
 */
export async function bindAt<T>(text: string, bind: (address: Address) => Promise<T>): Promise<T> {
  const address = parseAddress(text);
  const bound =
    address.host === '::' ? bind(address).catch(() => bind({ ...address, host: '0.0.0.0' })) : bind(address);
  return bound.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot listen at ${text}: ${reason}`, { cause: error });
  });
}
