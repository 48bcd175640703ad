import type { X509Certificate } from 'node:crypto';
import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';
import type { Address } from './address.ts';
import type { Certificates } from './certificates.ts';
import { certificatesIn, clientProblem } from './client-certificate.ts';
import type { Limits } from './limits.ts';

/** What becomes of a connection once its client is known. */
export interface Admission {
  /** The client's certificate is the authority's: from here on the connection is somebody else's. */
  accept(connection: TLSSocket): void;
  /** It is not, or there is none; the connection is cut before it carries a single byte of HTTP/2. */
  refuse(reason: string): void;
}

/** A listener that hands on the connections of the authority's clients alone, and takes new certificates while it listens. */
export class MutualTls {
  readonly #listener: Server;
  #authorities: readonly X509Certificate[];

  constructor(certificates: Certificates, limits: Limits, admission: Admission) {
    this.#authorities = certificatesIn(certificates.ca);
    // Every client must show a certificate; whether it is good is decided here, below.
    const options = {
      ...certificates,
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      handshakeTimeout: limits.handshakeSeconds * 1000,
    };
    this.#listener = createServer(options, (connection) => {
      const problem = clientProblem(connection, this.#authorities);
      // A connection that breaks off is its session's concern; without a listener the error would end the process.
      connection.on('error', () => undefined);
      if (problem === undefined) return admission.accept(connection);
      connection.destroy();
      return admission.refuse(problem);
    });
    // Node tells of a handshake that takes too long, and leaves the connection open.
    this.#listener.on('tlsClientError', (_error, connection) => connection.destroy());
    this.#listener.maxConnections = limits.connections;
  }

  /** New connections get these; open ones live on. */
  replace(certificates: Certificates): void {
    this.#authorities = certificatesIn(certificates.ca);
    this.#listener.setSecureContext(certificates);
  }

  /** Listens at the address; port 0 takes a free one. Rejects where it cannot. */
  listen(address: Address): Promise<Address> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(address, () => {
        this.#listener.off('error', reject);
        const bound = this.#listener.address();
        resolve({ ...address, port: typeof bound === 'object' && bound !== null ? bound.port : address.port });
      });
    });
  }

  /** Takes no more connections; those that were handed on live on. */
  close(): void {
    this.#listener.close();
  }
}
