import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const tree = fileURLToPath(new URL('../../', import.meta.url));
const folders = readdirSync(tree, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !/^(\.|node_modules$|dist$)/.test(entry.name),
);
const pages = [
  ...readdirSync(tree),
  ...folders.flatMap(({ name }) =>
    readdirSync(join(tree, name), { recursive: true }).map((file) => join(name, String(file))),
  ),
].filter((file) => file.endsWith('.md') && !file.includes('node_modules'));

test.each(pages)('every link in %s leads to a file and a heading of this tree', (page) => {
  expect(deadLinks(page)).toEqual([]);
});

/** Links within the tree that lead nowhere. Those to other sites are not followed: tests need no network. */
function deadLinks(page: string): readonly string[] {
  return [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !leadsSomewhere(page, link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(tree, target))) return false;
  return anchor === undefined || (statSync(join(tree, target)).isFile() && anchors(target).includes(anchor));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The page without its code, in which brackets are no links. */
function textOf(page: string): string {
  return readFileSync(join(tree, page), 'utf8').replaceAll(/```.*?```|`[^`\n]*`/gs, (code) =>
    code.startsWith('```') ? '' : code,
  );
}
