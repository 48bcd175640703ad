import { expect, test } from '@jest/globals';
import { offersText } from '../../../cli/offers/table.ts';
import { plain } from '../../../cli/terminal/style.ts';
import type { OfferRow } from '../../../cli/function/offers.ts';

const terminal = { width: 80, style: plain };
const offer = (accelerator: string, fields: Partial<OfferRow>): OfferRow => ({
  cloud: 'AWS',
  region: 'us-east-1',
  instanceType: 'g6.xlarge',
  accelerator,
  acceleratorCount: 1,
  date: '2026-07-20',
  isAllowed: true,
  why: '',
  ...fields,
});
const rows: readonly OfferRow[] = [
  offer('L4', { usdPerHour: 0.8048, spotUSDPerHour: 0.35 }),
  offer('L4', { instanceType: 'g6.48xlarge', acceleratorCount: 8, usdPerHour: 13.35 }),
  offer('L4', { region: 'us-west-2', usdPerHour: 0.8, isAllowed: false, why: 'policy prices by region us-east-1' }),
  offer('H100', {
    instanceType: 'p5.48xlarge',
    acceleratorCount: 8,
    usdPerHour: 55.04,
    isAllowed: false,
    why: 'policy allows only L4',
  }),
  offer('GB200', { instanceType: 'p6e', isAllowed: false, why: 'policy allows only L4', date: '2026-07-30' }),
];

test('what may be had in full, what may not counted, with why not', () => {
  expect(offersText(rows, { policy: 'policy.yaml' }, terminal).split('\n')).toEqual([
    'crosstrain offers · under policy.yaml                  list prices of 2026-07-30',
    '',
    '  ACCELERATOR  CLOUD  REGION     INSTANCE TYPE  $/HOUR  SPOT  EACH',
    '✓ 1×L4         AWS    us-east-1  g6.xlarge        0.80  0.35  0.80',
    '✓ 8×L4         AWS    us-east-1  g6.48xlarge     13.35     -  1.67',
    '',
    'Not allowed',
    '✗ L4     1 shape  from $0.80  policy prices by region us-east-1',
    '✗ H100   1 shape  from $6.88  policy allows only L4',
    '✗ GB200  1 shape  no price    policy allows only L4',
    '',
    'crosstrain offers ACCELERATOR lists every shape of one',
  ]);
});

test('one accelerator is listed in full, refused shapes under their reason', () => {
  expect(offersText(rows, { accelerator: 'H100' }, terminal).split('\n')).toEqual([
    'crosstrain offers · without a policy: nothing may be bought',
    '                                                       list prices of 2026-07-30',
    '',
    'Nothing is allowed',
    '',
    'Not allowed: policy allows only L4',
    '✗ 8×H100  AWS  us-east-1  p5.48xlarge  55.04  -  6.88',
    '',
  ]);
});
