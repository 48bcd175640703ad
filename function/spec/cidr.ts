import type { FieldError } from '../../api/field-error.ts';

/** Why a range cannot be a network's, or nothing: AWS refuses one that begins inside of a block of its size. */
export function cidrErrors(cidr: string, path: string): readonly FieldError[] {
  const { address, length } = parsedCidr(cidr);
  if (
    cidr
      .split('/')[0]
      ?.split('.')
      .some((octet) => Number(octet) > 255)
  )
    return [{ path, message: `${cidr} is no range of addresses: each number is at most 255` }];
  const start = address - (address % 2 ** (32 - length));
  if (start === address) return [];
  return [{ path, message: `${cidr} begins inside of a block of that size; use ${addressText(start)}/${length}` }];
}

/** The first address of a range as a number, and the length of its prefix. */
export function parsedCidr(cidr: string): { readonly address: number; readonly length: number } {
  const [address = '', length = ''] = cidr.split('/');
  return { address: address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0), length: Number(length) };
}

/** An address as people write it. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
