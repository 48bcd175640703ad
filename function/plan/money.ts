/** US dollars as people read them, and as status holds them: two decimals, as a string. */
export function usd(amount: number): string {
  return amount.toFixed(2);
}

/** Seconds as people read them: the two largest units that are not zero, `24 h 51 min`. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const parts: string[] = [];
  let rest = Math.floor(seconds);
  for (const [unit, size] of units) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) parts.push(`${amount} ${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
