import { expect, test } from '@jest/globals';
import { importFaults } from '../../scripts/lint/import-rules.mjs';

test.each([
  {
    file: 'function/plan/cost.ts',
    source: "import { offers } from '../catalog/catalog.ts';",
    why: 'a decision reads the catalog',
  },
  {
    file: 'function/plan/aws/subnets.ts',
    source: "import { names } from '../names.ts';",
    why: 'a folder may import itself',
  },
  {
    file: 'cli/validate/kinds.ts',
    source: "import schema from '../../function/policy/policy.schema.json' with { type: 'json' };",
    why: 'data',
  },
  {
    file: 'trainer-image/src/main.ts',
    source: "import { codes } from '../../api/trainer-contract/exit-codes.ts';",
    why: 'the contract',
  },
  {
    file: 'function/server/log.ts',
    source: "import { pino } from 'pino';",
    why: 'packages are not the business of these rules',
  },
])('$file may: $why', ({ file, source }) => {
  expect(importFaults(file, source)).toEqual([]);
});

test.each([
  {
    file: 'function/compose/job.ts',
    source: "import { isAllowed } from '../policy/policy.ts';",
    target: 'function/policy/policy.ts',
  },
  {
    file: 'function/spec/run.ts',
    source: "import type { Plan } from '../plan/plan.ts';",
    target: 'function/plan/plan.ts',
  },
  { file: 'trainer-image/src/main.ts', source: "export { names } from '../../api/names.ts';", target: 'api/names.ts' },
  {
    file: 'cli/main.ts',
    source: "const f = await import('../function/run-function.ts');",
    target: 'function/run-function.ts',
  },
  { file: 'function/server/server.ts', source: "import '../kinds/kinds.ts';", target: 'function/kinds/kinds.ts' },
  { file: 'api/names.ts', source: "import { x } from '../simulator/cluster.ts';", target: 'simulator/cluster.ts' },
])('$file may not import $target', ({ file, source, target }) => {
  expect(importFaults(file, source)).toEqual([expect.stringContaining(`${file} cannot import ${target}: `)]);
});

test('a new folder needs a rule', () => {
  expect(importFaults('function/dreams/x.ts', '')).toEqual([
    expect.stringContaining('function/dreams/x.ts is in no folder'),
  ]);
});
