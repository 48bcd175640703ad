import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its private key, as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as a test. */
export interface Authority {
  readonly ca: string;
  /** A certificate of this authority for localhost; by default valid for the next hour. */
  issue(commonName: string, validity?: Validity): Identity;
}

interface Validity {
  readonly from: Date;
  readonly to: Date;
}

/** Makes an authority. Keys are P-256: made in a millisecond, where RSA takes half a second. */
export function createAuthority(commonName: string): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ca = certificate({
    subject: commonName,
    issuer: commonName,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    isAuthority: true,
  });
  return {
    ca,
    issue(subject, validity) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const cert = certificate({
        subject,
        issuer: commonName,
        publicKey: own.publicKey,
        signer: keys.privateKey,
        isAuthority: false,
        ...(validity && { validity }),
      });
      return { cert, key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

/** Writes what Crossplane mounts into a function's pod. */
export function writeServerCertificates(folder: string, authority: Authority, server: Identity): void {
  writeFileSync(join(folder, 'ca.crt'), authority.ca);
  writeFileSync(join(folder, 'tls.crt'), server.cert);
  writeFileSync(join(folder, 'tls.key'), server.key);
}

interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly isAuthority: boolean;
  readonly validity?: Validity;
}

// X.509 by hand (RFC 5280 section 4.1), since Node makes keys but no certificates.

const oids = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  basicConstraints: '0603551d13',
  subjectAlternativeName: '0603551d11',
} as const;

function certificate(fields: CertificateFields): string {
  const hour = 3_600_000;
  const { from, to } = fields.validity ?? { from: new Date(Date.now() - hour), to: new Date(Date.now() + hour) };
  const algorithm = der(0x30, hex(oids.ecdsaWithSha256));
  const toBeSigned = der(
    0x30,
    der(0xa0, hex('020102')),
    der(0x02, Buffer.concat([hex('01'), randomBytes(15)])),
    algorithm,
    name(fields.issuer),
    der(0x30, time(from), time(to)),
    name(fields.subject),
    fields.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension(fields.isAuthority))),
  );
  const signature = sign('sha256', toBeSigned, fields.signer);
  const bytes = der(0x30, toBeSigned, algorithm, der(0x03, hex('00'), signature));
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function extension(isAuthority: boolean): Buffer {
  if (isAuthority) return der(0x30, hex(oids.basicConstraints), hex('0101ff'), der(0x04, der(0x30, hex('0101ff'))));
  const names = der(0x30, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  return der(0x30, hex(oids.subjectAlternativeName), der(0x04, names));
}

function name(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, hex(oids.commonName), der(0x0c, Buffer.from(commonName)))));
}

function time(date: Date): Buffer {
  return der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d{3}/g, '')));
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = Buffer.from(length > 255 ? [0x82, length >> 8, length & 255] : [0x81, length]);
  return Buffer.concat([Buffer.from([tag]), size, content]);
}
