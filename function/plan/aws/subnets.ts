import { addressText as text, parsedCidr as parsed } from '../../spec/cidr.ts';

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

/** Block number `index` of the 2^bits equal ones of a range. */
function block(cidr: string, bits: number, index: number): string {
  const { address, length } = parsed(cidr);
  return `${text(address + index * 2 ** (32 - length - bits))}/${length + bits}`;
}

/** 0 for zone a: a zone's addresses must not depend on which others there are. */
function zoneNumber(zone: string): number {
  return zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
}
