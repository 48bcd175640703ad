import { readFileSync } from 'node:fs';
import { sentences } from '../api/field-error.ts';
import { offerTable } from './plan/offer-table.ts';
import { parsePolicy, policyData } from './policy/parse.ts';

/**
 * `offers`: reads a policy object (an EnvironmentConfig as JSON) from standard input, nothing for the closed default, and
 * writes every offer of the catalog with whether that policy allows it. Exit code 1 where the policy cannot be read.
 */
export function printOffers(): void {
  const text = readFileSync(0, 'utf8').trim();
  const policy = parsePolicy(policyData(text === '' ? undefined : JSON.parse(text), undefined));
  if (!policy.ok) {
    process.stderr.write(`cannot read the policy: ${sentences(policy.errors)}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${JSON.stringify(offerTable(policy.value), null, 1)}\n`);
}
