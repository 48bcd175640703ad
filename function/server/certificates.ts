import { X509Certificate, constants, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';

const files = { cert: 'tls.crt', key: 'tls.key', ca: 'ca.crt' } as const;

/** What Crossplane mounts: this server's certificate and key, and the authority of the clients that it may serve. */
export interface Certificates extends SecureContextOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

/** Reads tls.crt, tls.key and ca.crt of a folder. Throws where one is missing or they do not fit together. */
export function readCertificates(folder: string): Certificates {
  const [cert, key, ca] = [read(folder, files.cert), read(folder, files.key), read(folder, files.ca)];
  try {
    // An authority file without a certificate would be no error to TLS, which then trusts whom it pleases.
    void new X509Certificate(ca);
    createSecureContext({ cert, key, ca });
  } catch (error) {
    throw new Error(`cannot use the certificates of ${folder}: ${messageOf(error)}`, { cause: error });
  }
  // No tickets: a session resumed with one would not be verified again, not even after its certificate expired.
  return { cert, key, ca, minVersion: 'TLSv1.3', secureOptions: constants.SSL_OP_NO_TICKET };
}

function read(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file));
  } catch (error) {
    const names = Object.values(files).join(', ');
    throw new Error(`cannot read the certificates of ${folder}: ${messageOf(error)}; the folder must hold ${names}`, {
      cause: error,
    });
  }
}

/** What became of the files on disk since they were read last. */
export type Rotation = { readonly kind: 'rotated' } | { readonly kind: 'unusable'; readonly message: string };

/**
 * Reads the folder again and again, and hands on new certificates. Reading, not watching: the kubelet
 * swaps a symbolic link, which not every file system reports. Files that do not fit together, as in the middle of a
 * rotation, leave the old ones in use.
 * @returns stops it
 */
export function followCertificates(follow: {
  readonly folder: string;
  readonly everySeconds: number;
  readonly current: Certificates;
  readonly onNew: (certificates: Certificates) => void;
  readonly onChange: (rotation: Rotation) => void;
}): () => void {
  let seen = fingerprint(follow.current);
  const timer = setInterval(() => {
    const [now, rotation] = readAgain(follow.folder);
    if (now === seen) return;
    seen = now;
    if (rotation.kind === 'unusable') return follow.onChange(rotation);
    follow.onNew(rotation.certificates);
    follow.onChange({ kind: 'rotated' });
  }, follow.everySeconds * 1000);
  timer.unref();
  return () => clearInterval(timer);
}

type Reading =
  | { readonly kind: 'usable'; readonly certificates: Certificates }
  | { readonly kind: 'unusable'; readonly message: string };

function readAgain(folder: string): [string, Reading] {
  try {
    const certificates = readCertificates(folder);
    return [fingerprint(certificates), { kind: 'usable', certificates }];
  } catch (error) {
    const message = messageOf(error);
    return [message, { kind: 'unusable', message }];
  }
}

function fingerprint({ cert, key, ca }: Certificates): string {
  return createHash('sha256').update(cert).update(key).update(ca).digest('hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
