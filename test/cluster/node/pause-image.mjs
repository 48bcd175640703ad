// The image that containerd holds a pod's namespaces open with: one static program.
// usage: node test/cluster/node/pause-image.mjs PROGRAM ARCHIVE
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { writeImage } from '../../../scripts/images/image.mjs';
import { layer } from '../../../scripts/images/layer.mjs';

const [program, archive] = process.argv.slice(2);
const draft = mkdtempSync(`${tmpdir()}/crosstrain-pause-`);
try {
  const tree = mkdtempSync(`${draft}/tree-`);
  copyFileSync(program, `${tree}/pause`);
  const base = { config: { architecture: 'amd64', os: 'linux' }, layers: [] };
  const layers = [await layer(tree, `${draft}/layer.tar.gz`)];
  const config = { User: '65535:65535', Entrypoint: ['/pause'], Env: [], Labels: {}, ExposedPorts: {} };
  writeImage({ name: 'localhost/pause:1', base, layers, config }, archive);
} finally {
  rmSync(draft, { recursive: true });
}
