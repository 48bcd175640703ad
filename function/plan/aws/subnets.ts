import type { FieldError } from '../../../api/field-error.ts';

/** Private subnets take the first seven eighths of a network by the letter of their zone, public ones share the last. */
const eighths = 3;
const publicBlock = 7;

/** Addresses of a zone's private subnet: an eighth of the network, whatever other zones there are. */
export function privateCidr(network: string, zone: string): string {
  return block(network, eighths, zoneNumber(zone));
}

/** Addresses of a zone's public subnet, an eighth of the last eighth: a NAT gateway needs one. */
export function publicCidr(network: string, zone: string): string {
  return block(block(network, eighths, publicBlock), eighths, zoneNumber(zone));
}

/** Why a range cannot be a network's, or nothing: AWS refuses one that begins inside of a block of its size. */
export function cidrErrors(cidr: string, path: string): readonly FieldError[] {
  const { address, length } = parsed(cidr);
  if (
    cidr
      .split('/')[0]
      ?.split('.')
      .some((octet) => Number(octet) > 255)
  )
    return [{ path, message: `${cidr} is no range of addresses: each number is at most 255` }];
  const start = address - (address % 2 ** (32 - length));
  if (start === address) return [];
  return [{ path, message: `${cidr} begins inside of a block of that size; use ${text(start)}/${length}` }];
}

/** Block number `index` of the 2^bits equal ones of a range. */
function block(cidr: string, bits: number, index: number): string {
  const { address, length } = parsed(cidr);
  return `${text(address + index * 2 ** (32 - length - bits))}/${length + bits}`;
}

/** 0 for zone a: a zone's addresses must not depend on which others there are. */
function zoneNumber(zone: string): number {
  return zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
}

function parsed(cidr: string): { readonly address: number; readonly length: number } {
  const [address = '', length = ''] = cidr.split('/');
  return { address: address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0), length: Number(length) };
}

function text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
