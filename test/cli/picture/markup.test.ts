import { expect, test } from '@jest/globals';
import { escaped, highlightedYaml } from '../../../cli/picture/markup.ts';

test('nothing that a name holds becomes markup', () => {
  expect(escaped(`<script>"&'`)).toBe('&lt;script&gt;&quot;&amp;&#39;');
});

test.each([
  ['a name and a text', 'kind: Job', '<b>kind</b>:<s> Job</s>'],
  ['a number', '  replicas: 3', '  <b>replicas</b>:<u> 3</u>'],
  ['a name alone', 'spec:', '<b>spec</b>:'],
  ['an item with a name', '  - name: a', '  - <b>name</b>:<s> a</s>'],
  ['an item alone', '  - 42', '  - <u>42</u>'],
  ['a quoted text with a colon', 'a: "b: c"', '<b>a</b>:<s> &quot;b: c&quot;</s>'],
  ['a comment', '# <b>', '<i># &lt;b&gt;</i>'],
  ['markup in a value', 'a: <img>', '<b>a</b>:<s> &lt;img&gt;</s>'],
])('highlighted: %s', (_reason, line, want) => {
  expect(highlightedYaml(line)).toBe(want);
});
