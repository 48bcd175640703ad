import { usd } from './money.ts';

/** Something that is paid for by the hour. */
export interface CostPart {
  readonly what: string;
  readonly usdPerHour: number;
}

/** What something costs while it exists. */
export interface RunningCost {
  readonly parts: readonly CostPart[];
  /** Absent where any part has no known price. */
  readonly usdPerHour?: number;
  /** Date of the price list, YYYY-MM-DD. */
  readonly date?: string;
}

/** The parts as a cost; `undefined` parts have no known price. */
export function runningCost(parts: readonly CostPart[] | undefined, date: string): RunningCost {
  if (!parts) return { parts: [] };
  return { parts, usdPerHour: parts.reduce((sum, part) => sum + part.usdPerHour, 0), date };
}

/** `status.cost` of what exists until it is deleted. */
export function runningCostStatus({ parts, usdPerHour, date }: RunningCost) {
  if (usdPerHour === undefined) return { summary: 'not priced', parts: [] };
  return {
    hourlyUSD: usdPerHour.toFixed(4),
    summary: `$${usd(usdPerHour)}/h`,
    parts: parts.map((part) => ({ what: part.what, usdPerHour: part.usdPerHour.toFixed(4) })),
    ...(date !== undefined && { pricesDate: date }),
  };
}
