import { parseArgs } from 'node:util';
import { defaultLimits } from './limits.ts';
import type { Limits } from './limits.ts';

/** How the server is to run. */
export interface ServerOptions {
  /** `host:port`. Port 0 takes a free one. Without a host: every interface, IPv6 too where there is one. */
  readonly address: string;
  /** `host:port` of /metrics and /healthz. @default none with `--insecure`, else port 8080 of every interface */
  readonly metricsAddress: string | undefined;
  readonly security: Security;
  /** The largest request taken, in bytes. */
  readonly maxReceiveBytes: number;
  readonly limits: Limits;
  readonly isDebug: boolean;
}

/** Mutual TLS, or nothing at all: a client without a verified certificate is served only by the latter. */
export type Security =
  | { readonly kind: 'mutual-tls'; readonly certificatesFolder: string; readonly readEverySeconds: number }
  | { readonly kind: 'insecure' };

/** What the command line asks for. */
export type Flags =
  | { readonly kind: 'serve'; readonly options: ServerOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

const help = `function-crosstrain: turns TrainingRuns and TrainingClusters into the objects that they need

  --tls-certs-dir DIR           tls.crt, tls.key and the clients' authority ca.crt (TLS_SERVER_CERTS_DIR)
  --insecure                    no TLS, no client certificates: for development; binds loopback only
  --address HOST:PORT           default :9443; with --insecure 127.0.0.1:9443; port 0 takes a free one
  --metrics-address HOST:PORT   /metrics and /healthz; default :8080, '' for none; with --insecure none
  --max-recv-message-size MB    the largest request taken; default 4 (MAX_RECV_MESSAGE_SIZE)
  -d, --debug                   logs every call
  -h, --help
`;

const mebibyte = 1024 * 1024;
/** A message's length must fit Node's largest buffer, and a process's memory. */
const maxReceiveMegabytes = 1024;

/** The flags and environment of Crossplane's function specification (contributing/specifications/functions.md). */
export function parseFlags(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Flags {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        'tls-certs-dir': { type: 'string' },
        insecure: { type: 'boolean' },
        address: { type: 'string' },
        'metrics-address': { type: 'string' },
        'max-recv-message-size': { type: 'string' },
        debug: { type: 'boolean', short: 'd' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return {
      kind: 'wrong',
      message: `${error instanceof Error ? error.message : String(error)}; --help lists the flags`,
    };
  }
  if (values.help === true) return { kind: 'help', text: help };

  const megabytes = Number(values['max-recv-message-size'] ?? environment['MAX_RECV_MESSAGE_SIZE'] ?? 4);
  if (!(megabytes > 0 && megabytes <= maxReceiveMegabytes)) {
    return {
      kind: 'wrong',
      message: `--max-recv-message-size must be more than 0 and at most ${maxReceiveMegabytes} (MB)`,
    };
  }
  const certificatesFolder = values['tls-certs-dir'] ?? environment['TLS_SERVER_CERTS_DIR'] ?? '';
  const isInsecure = values.insecure === true;
  if (!isInsecure && certificatesFolder === '') {
    const fix = 'give --tls-certs-dir (or TLS_SERVER_CERTS_DIR), or --insecure to develop without TLS';
    return { kind: 'wrong', message: `no folder of certificates: ${fix}` };
  }
  const metricsAddress = values['metrics-address'] ?? (isInsecure ? '' : ':8080');
  return {
    kind: 'serve',
    options: {
      address: values.address ?? (isInsecure ? '127.0.0.1:9443' : ':9443'),
      metricsAddress: metricsAddress === '' ? undefined : metricsAddress,
      security: isInsecure ? { kind: 'insecure' } : { kind: 'mutual-tls', certificatesFolder, readEverySeconds: 10 },
      maxReceiveBytes: Math.floor(megabytes * mebibyte),
      limits: defaultLimits,
      isDebug: values.debug === true,
    },
  };
}
