import { expect, test } from '@jest/globals';
import { definitions } from '../../cli/sources/package.ts';
import { expectGolden } from './golden.ts';
import { kubectl } from './stand.ts';

const kinds = definitions.map(({ kind }) => kind);

test.each(kinds)('kubectl explain tells what a %s is, field by field', async (kind) => {
  const name = kind.toLowerCase();
  const texts = await Promise.all(['', '.spec', '.status'].map((path) => kubectl(['explain', `${name}${path}`])));
  const text = texts.join('\n---\n');
  expect(text).not.toContain('<empty>');
  expectGolden(`explain-${name}.txt`, text);
});
