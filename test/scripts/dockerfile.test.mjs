import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readStage } from '../../scripts/images/dockerfile.mjs';

const folder = mkdtempSync(join(tmpdir(), 'crosstrain-dockerfile-'));

afterAll(() => rmSync(folder, { recursive: true }));

function dockerfile(...lines) {
  const path = join(folder, 'Dockerfile');
  writeFileSync(path, lines.join('\n'));
  return path;
}

const file = () =>
  dockerfile(
    'ARG BASE=registry.example.com/base@sha256:1',
    'FROM ${BASE} AS build',
    'RUN make',
    'FROM ${BASE} AS runtime',
    '# of all',
    'LABEL title="a trainer" \\',
    '      version=1',
    'USER 1:1',
    'FROM runtime AS large',
    'COPY --from=native /native/ /app/native/',
    'COPY --from=build /program/ /app/',
    'ENV A=b',
    'FROM runtime',
    'COPY --from=build /program/ /app/',
  );

test('a stage is what its own lines and those of the stages before it say', () => {
  const { base, copies, config } = readStage(file(), 'large');
  expect(base).toBe('registry.example.com/base@sha256:1');
  expect(copies).toEqual([
    { stage: 'native', from: '/native/', to: '/app/native/' },
    { stage: 'build', from: '/program/', to: '/app/' },
  ]);
  expect(config).toEqual({
    Env: ['A=b'],
    Labels: { title: 'a trainer', version: '1' },
    ExposedPorts: {},
    User: '1:1',
  });
});

test('the last stage is the one that is built where none is named', () => {
  expect(readStage(file()).copies).toEqual([{ stage: 'build', from: '/program/', to: '/app/' }]);
});

test.each([
  [['FROM base', 'RUN make'], undefined, 'line 2: RUN make: not an instruction that is understood in such a stage'],
  [['FROM base', 'COPY . .'], undefined, 'line 2: COPY . .: only --from=STAGE FOLDER FOLDER is understood'],
  [['COPY . .'], undefined, 'line 1: COPY . .: only ARG may stand before the first FROM'],
  [['FROM base AS one'], 'two', 'has no stage of that name'],
])('what another builder might read otherwise is refused: %j', (lines, target, message) => {
  expect(() => readStage(dockerfile(...lines), target)).toThrow(message);
});
