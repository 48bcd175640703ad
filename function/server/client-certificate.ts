import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** The extended key usage that lets a certificate identify a client: id-kp-clientAuth. */
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/**
 * Why the client behind a connection is not one that an authority vouches for; `undefined` where it is.
 *
 * OpenSSL's verdict counts, but for one: Crossplane gives its client certificate the very name of its authority, and no
 * identifier of the authority's key, and OpenSSL takes a certificate that names itself as issuer for self-signed. Whether
 * the authority signed it is then checked here. (Go, which Crossplane's other functions are written in, looks for no such
 * thing.)
 */
export function clientProblem(socket: TLSSocket, authorities: readonly X509Certificate[]): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  // Asked first: Node calls a resumed TLS 1.3 session authorized even where it was begun without a certificate.
  if (certificate === undefined) return 'NO_CERTIFICATE';
  if (socket.authorized) return undefined;
  const reason = String(socket.authorizationError);
  if (reason !== 'DEPTH_ZERO_SELF_SIGNED_CERT') return reason;
  const now = new Date();
  if (!isInForce(certificate, now)) return 'CERT_HAS_EXPIRED';
  if (certificate.ca) return 'INVALID_CA';
  const usage: readonly string[] | undefined = certificate.keyUsage;
  if (usage !== undefined && !usage.includes(clientAuthentication)) return 'INVALID_PURPOSE';
  const isSigned = authorities.some(
    (authority) =>
      authority.ca &&
      isInForce(authority, now) &&
      certificate.checkIssued(authority) &&
      certificate.verify(authority.publicKey),
  );
  return isSigned ? undefined : reason;
}

/** The certificates of a PEM file, one after the other. */
export function certificatesIn(pem: Buffer): readonly X509Certificate[] {
  const blocks = pem.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

function isInForce(certificate: X509Certificate, now: Date): boolean {
  return new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo);
}
