import { expect, test } from '@jest/globals';
import { bindAt, formatAddress, parseAddress } from '../../../function/server/address.ts';

test.each([
  { text: '127.0.0.1:9443', address: { host: '127.0.0.1', port: 9443 } },
  { text: 'localhost:0', address: { host: 'localhost', port: 0 } },
  { text: '[::1]:9443', address: { host: '::1', port: 9443 } },
  { text: '[::]:9443', address: { host: '::', port: 9443 } },
])('$text is read and written', ({ text, address }) => {
  expect(parseAddress(text)).toEqual(address);
  expect(formatAddress(address)).toBe(text);
});

test('without a host it is every interface', () => {
  expect(parseAddress(':9443')).toEqual({ host: '::', port: 9443 });
});

test.each(['', '9443', 'localhost', '127.0.0.1:', '127.0.0.1:65536', '::1:9443', '[::1]', 'unix:/tmp/x'])(
  '"%s" is refused',
  (text) => {
    expect(() => parseAddress(text)).toThrow(`cannot listen at "${text}": it must be HOST:PORT, [IPv6]:PORT or :PORT`);
  },
);

test('a machine without IPv6 listens at every IPv4 interface', async () => {
  const tried: string[] = [];
  await bindAt(':9443', async ({ host }) => {
    tried.push(host);
    if (host === '::') throw new Error('EAFNOSUPPORT');
  });
  expect(tried).toEqual(['::', '0.0.0.0']);
});

test('a failure names the address and the reason', async () => {
  const bound = bindAt('127.0.0.1:80', () => Promise.reject(new Error('EACCES')));
  await expect(bound).rejects.toThrow('cannot listen at 127.0.0.1:80: EACCES');
});
