/** US dollars as people read them, and as status holds them: two decimals, as a string. */
export function usd(amount: number): string {
  return amount.toFixed(2);
}

/** To a hundredth of a cent, as status holds it: what is read back must equal what was decided. */
export function rounded(amount: number): number {
  return Number(amount.toFixed(4));
}

/** Seconds as people read them, in two neighbouring units: `24 h 51 min`. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 1, 's');
  if (whole < 4 * 86_400) return pair(whole, 3600, 'h', 60, 'min');
  return pair(whole, 86_400, 'd', 3600, 'h');
}

function pair(seconds: number, size: number, unit: string, smallerSize: number, smallerUnit: string): string {
  const smaller = Math.floor((seconds % size) / smallerSize);
  return `${Math.floor(seconds / size)} ${unit}${smaller > 0 ? ` ${smaller} ${smallerUnit}` : ''}`;
}
