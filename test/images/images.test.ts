import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../function/version.ts';
import { unpack } from './archive.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const functionImage = unpack(`${root}dist/images/function.tar`);
const trainerImage = unpack(`${root}dist/images/trainer.tar`);
const nativeImage = unpack(`${root}dist/images/trainer-cpu.tar`);
const orchestratorImage = unpack(`${root}dist/images/orchestrator.tar`);

afterAll(() => {
  for (const { folder } of [functionImage, trainerImage, nativeImage, orchestratorImage])
    rmSync(folder, { recursive: true });
});

const images = [
  {
    program: 'function',
    image: functionImage,
    folder: './crosstrain/',
    budgetBytes: 5_000_000,
    beside: [],
    records: ['dist/.function.json'],
  },
  {
    program: 'orchestrator',
    image: orchestratorImage,
    folder: './crosstrain/',
    // Three quarters of it are Temporal's native library.
    budgetBytes: 40_000_000,
    beside: [
      'mappings.wasm',
      'releases/x86_64-unknown-linux-gnu/index.node',
      'workflow-worker-thread.js',
      'workflows.js',
    ],
    records: ['dist/standalone/.orchestrator.json'],
  },
  {
    program: 'trainer',
    image: trainerImage,
    folder: './crosstrain/app/',
    // A third of it are TensorFlow's three builds for WASM.
    budgetBytes: 10_000_000,
    beside: [
      'stores.mjs',
      'digits.csv.gz',
      'digits.md',
      'opticks.md',
      'opticks.txt.gz',
      'tfjs-backend-wasm-simd.wasm',
      'tfjs-backend-wasm-threaded-simd.wasm',
      'tfjs-backend-wasm.wasm',
    ],
    records: ['dist/.trainer.json', 'dist/.stores.json'],
  },
];

describe.each(images)('the image of the $program', ({ program, image, folder, budgetBytes, beside, records }) => {
  test('runs as a number, since Kubernetes cannot tell that a name is not root', () => {
    expect(image.config.User).toBe('65532:65532');
  });

  test('says what it is, of which version, and what it starts from', () => {
    expect(image.config.Labels).toMatchObject({
      'org.opencontainers.image.title': expect.stringContaining(program),
      'org.opencontainers.image.description': expect.any(String),
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.version': `v${version}`,
      'org.opencontainers.image.base.name': expect.any(String),
    });
  });

  test('adds the program, what it reads, its licence and the list of its parts to its base, and nothing else', () => {
    const expected = [`${program}.mjs`, 'LICENSE', 'sbom.cdx.json', ...beside].map((name) => folder + name);
    expect([...image.ownFiles].sort()).toEqual(expected.sort());
  });

  test('stays within its budget above its base', () => {
    expect(image.ownBytes).toBeLessThanOrEqual(budgetBytes);
  });

  test('holds files that nobody can write', () => {
    const modes = image.ownFiles.map((name) => (statSync(join(image.rootfs, name)).mode & 0o777).toString(8));
    expect(new Set(modes)).toEqual(new Set(['444']));
  });

  test('lists exactly the packages that its bundle is made of', () => {
    const listed = JSON.parse(readFileSync(join(image.rootfs, folder, 'sbom.cdx.json'), 'utf8'));
    const names: string[] = listed.components.map((component: { name: string }) => component.name);
    const inputs = records.flatMap((record) => Object.keys(JSON.parse(readFileSync(root + record, 'utf8')).inputs));
    const bundled = inputs.flatMap((file) => {
      const name = file
        .split('node_modules/')
        .slice(1)
        .at(-1)
        ?.match(/^(?:@[^/]+\/)?[^/]+/)?.[0];
      return name === undefined ? [] : [name];
    });
    expect([...new Set(names)].sort()).toEqual([...new Set(bundled)].sort());
    expect(JSON.stringify(listed)).not.toMatch(/timestamp|serialNumber/);
  });
});

describe('the image of the trainer with native TensorFlow', () => {
  const nativeFolder = './crosstrain/app/native/';
  const addonPackage = `${nativeFolder}node_modules/@tensorflow/tfjs-node-gpu/`;

  test('adds TensorFlow’s libraries and addon below the trainer of the small image, without compiler, Python or headers', () => {
    const below = nativeImage.ownFiles.filter((name) => name.startsWith(nativeFolder));
    const expected = [
      'deps/THIRD_PARTY_NOTICES.txt',
      'deps/lib/libtensorflow_cc.so.2',
      'deps/lib/libtensorflow_framework.so.2',
      'dist/index.js',
      'lib/napi-v8/tfjs_binding.node',
      'package.json',
    ].map((name) => addonPackage + name);
    expect([...below].sort()).toEqual([...expected, `${nativeFolder}sbom.cdx.json`].sort());
    expect(nativeImage.ownFiles.filter((name) => !below.includes(name))).toEqual(trainerImage.ownFiles);
    const programs = ['bin/sh', 'usr/bin/python3', 'usr/bin/g++', 'usr/bin/npm'];
    expect(programs.filter((name) => existsSync(join(nativeImage.rootfs, name)))).toEqual([]);
  });

  test('starts as the small one does, and says that it is another', () => {
    const { Labels, ...rest } = nativeImage.config;
    const { Labels: small, ...restOfSmall } = trainerImage.config;
    expect(rest).toEqual(restOfSmall);
    const description = 'org.opencontainers.image.description';
    expect({ ...Labels, [description]: small[description] }).toEqual(small);
    expect(Labels[description]).toContain('TensorFlow');
  });

  test('takes less than 700 MB above its base', () => {
    expect(nativeImage.ownBytes).toBeLessThan(700_000_000);
  });

  test('lists TensorFlow itself among its parts', () => {
    const listed = JSON.parse(readFileSync(join(nativeImage.rootfs, nativeFolder, 'sbom.cdx.json'), 'utf8'));
    const parts = listed.components.map((component: { purl: string }) => component.purl);
    expect(parts).toContain('pkg:pypi/tensorflow-cpu@2.21.0');
    expect(parts).toContain('pkg:npm/%40tensorflow/tfjs-node-gpu@4.22.0');
  });
});

test('the function starts without arguments, and names its two ports', () => {
  expect(functionImage.config.Entrypoint).toEqual([
    '/nodejs/bin/node',
    '--max-semi-space-size=4',
    '/crosstrain/function.mjs',
  ]);
  expect(Object.keys(functionImage.config.ExposedPorts).sort()).toEqual(['8080/tcp', '9443/tcp']);
});

test('two builds, one of them with a base made anew, give the same bytes', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'crosstrain-images-'));
  const programs = ['function', 'orchestrator'];
  try {
    const build = (out: string, cache: string) => {
      const args = ['--base', 'packages', '--out', out, ...programs];
      execFileSync(process.execPath, [`${root}scripts/images.mjs`, ...args], {
        env: { ...process.env, XDG_CACHE_HOME: cache },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return programs.map((program) => readFileSync(`${out}/${program}.tar`));
    };
    const first = build(`${elsewhere}/one`, `${elsewhere}/cache-one`);
    const second = build(`${elsewhere}/two`, `${elsewhere}/cache-two`);
    expect(first.map((image, index) => image.equals(second[index] ?? image.subarray(1)))).toEqual([true, true]);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
