// Prints the shell blocks of one section of a document, so that what people copy is what is tested.
// usage: node test/cluster/node/blocks.mjs FILE TITLE
import { readFileSync } from 'node:fs';

const [file, title] = process.argv.slice(2);
const section = readFileSync(file, 'utf8')
  .split(/^## /m)
  .find((text) => text.startsWith(`${title}\n`));
const blocks = [...(section ?? '').matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);
if (blocks.length === 0) {
  console.error(`cannot find a shell block below "${title}" in ${file}`);
  process.exit(1);
}
process.stdout.write(blocks.join(''));
