import { expect, test } from '@jest/globals';
import { parseFlags } from '../../../function/server/flags.ts';
import type { ServerOptions } from '../../../function/server/flags.ts';
import { defaultLimits } from '../../../function/server/limits.ts';

const inCluster: ServerOptions = {
  address: ':9443',
  metricsAddress: ':8080',
  security: { kind: 'mutual-tls', certificatesFolder: '/tls/server', readEverySeconds: 10 },
  maxReceiveBytes: 4 * 1024 * 1024,
  limits: defaultLimits,
  isDebug: false,
};
const insecure: ServerOptions = {
  ...inCluster,
  address: '127.0.0.1:9443',
  metricsAddress: undefined,
  security: { kind: 'insecure' },
};
const mounted = { TLS_SERVER_CERTS_DIR: '/tls/server' };

interface Accepted {
  name: string;
  args: string[];
  environment?: Record<string, string>;
  options: ServerOptions;
}
const accepted: Accepted[] = [
  { name: "what Crossplane's runtime sets is enough", args: [], environment: mounted, options: inCluster },
  { name: 'the folder may be a flag', args: ['--tls-certs-dir', '/tls/server'], options: inCluster },
  {
    name: 'a flag wins over its variable',
    args: ['--tls-certs-dir=/mine', '--max-recv-message-size=8'],
    environment: { ...mounted, MAX_RECV_MESSAGE_SIZE: '16' },
    options: {
      ...inCluster,
      security: { kind: 'mutual-tls', certificatesFolder: '/mine', readEverySeconds: 10 },
      maxReceiveBytes: 8 * 1024 * 1024,
    },
  },
  {
    name: 'the size may be a variable',
    args: [],
    environment: { ...mounted, MAX_RECV_MESSAGE_SIZE: '16' },
    options: { ...inCluster, maxReceiveBytes: 16 * 1024 * 1024 },
  },
  { name: 'insecure binds loopback only', args: ['--insecure'], environment: mounted, options: insecure },
  {
    name: 'insecure binds elsewhere where it is told to',
    args: ['--insecure', '--address', '0.0.0.0:9443'],
    options: { ...insecure, address: '0.0.0.0:9443' },
  },
  { name: 'debug', args: ['-d', '--insecure'], options: { ...insecure, isDebug: true } },
  {
    name: 'metrics can be left out',
    args: ['--metrics-address', ''],
    environment: mounted,
    options: { ...inCluster, metricsAddress: undefined },
  },
];

test.each(accepted)('$name', ({ args, environment = {}, options }) => {
  expect(parseFlags(args, environment)).toEqual({ kind: 'serve', options });
});

const wrong = [
  {
    args: [],
    message: /^no folder of certificates: give --tls-certs-dir .* or --insecure/,
    why: 'TLS is never left out silently',
  },
  { args: ['--insecure', '--max-recv-message-size', '0'], message: /more than 0/, why: 'nothing would be received' },
  { args: ['--insecure', '--max-recv-message-size', 'many'], message: /more than 0/, why: 'not a number' },
  {
    args: ['--insecure', '--max-recv-message-size', '4096'],
    message: /at most 1024/,
    why: 'more than a message can have',
  },
  {
    args: ['--tls-server-certs-dir', '/x'],
    message: /Unknown option '--tls-server-certs-dir'.*--help/,
    why: 'a typo is told',
  },
  { args: ['--insecure', 'extra'], message: /extra/, why: 'there are no arguments' },
];

test.each(wrong)('$args is refused: $why', ({ args, message }) => {
  expect(parseFlags(args, {})).toEqual({ kind: 'wrong', message: expect.stringMatching(message) });
});

test('help names every flag', () => {
  expect(parseFlags(['--help'], {})).toEqual({
    kind: 'help',
    text: expect.stringMatching(
      /--tls-certs-dir[^]*--insecure[^]*--address[^]*--metrics-address[^]*--max-recv-message-size[^]*--debug/,
    ),
  });
});
