import { spawn } from 'node:child_process';
import { booleanAt, numberAt, stringAt } from '../../api/json.ts';
import { CliError } from '../cli-error.ts';
import type { KubernetesObject } from '../../simulator/object.ts';

/** One machine shape that can be bought somewhere, and whether the policy lets a run have it. */
export interface OfferRow {
  readonly cloud: string;
  readonly region: string;
  readonly instanceType: string;
  readonly accelerator: string;
  readonly acceleratorCount: number;
  /** Absent where no price is known. */
  readonly usdPerHour?: number;
  readonly spotUSDPerHour?: number;
  readonly date: string;
  readonly isAllowed: boolean;
  /** Why not; empty for what is allowed. */
  readonly why: string;
}

/**
 * Asks the function for its catalog under a policy; without one, under the closed default.
 *
 * Rejects with a CliError in the function's words where it cannot read the policy.
 */
export async function readOffers(program: string, policy: KubernetesObject | undefined): Promise<readonly OfferRow[]> {
  const child = spawn(process.execPath, [program, 'offers'], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(policy === undefined ? '' : JSON.stringify(policy));
  const [output, words, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new CliError(words.trim() === '' ? `cannot read offers: code ${code}` : words.trim());
  const rows: unknown = JSON.parse(output);
  return Array.isArray(rows) ? rows.map(offerRow) : [];
}

function offerRow(row: unknown): OfferRow {
  const usdPerHour = numberAt(row, 'usdPerHour');
  const spotUSDPerHour = numberAt(row, 'spotUSDPerHour');
  return {
    cloud: stringAt(row, 'cloud') ?? '',
    region: stringAt(row, 'region') ?? '',
    instanceType: stringAt(row, 'instanceType') ?? '',
    accelerator: stringAt(row, 'accelerator') ?? '',
    acceleratorCount: numberAt(row, 'acceleratorCount') ?? 1,
    ...(usdPerHour !== undefined && { usdPerHour }),
    ...(spotUSDPerHour !== undefined && { spotUSDPerHour }),
    date: stringAt(row, 'date') ?? '',
    isAllowed: booleanAt(row, 'allowed') ?? false,
    why: stringAt(row, 'why') ?? '',
  };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
