/** Whether a range of IPv4 addresses lies within another. */
export function isWithin(range: string, outer: string): boolean {
  const inner = bounds(range);
  const around = bounds(outer);
  return inner.start >= around.start && inner.end <= around.end;
}

/** First address of a range, and the one after its last. */
function bounds(range: string): { readonly start: number; readonly end: number } {
  const [address = '', length = '32'] = range.split('/');
  const size = 2 ** (32 - Number(length));
  const number = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const start = number - (number % size);
  return { start, end: start + size };
}
