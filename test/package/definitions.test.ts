import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { conditionTypes, phases } from '../../api/conditions.ts';
import { apiVersion, policyName } from '../../api/names.ts';
import type { CompositeResourceDefinition } from '../../cli/validate/crd-schema.ts';
import type { StructuralSchema } from '../../cli/validate/structural-schema.ts';

const plurals = ['trainingruns', 'trainingclusters', 'trainingnetworks', 'computepools'] as const;
const read = (path: string): unknown => parse(readFileSync(new URL(`../../package/${path}`, import.meta.url), 'utf8'));
const definition = (plural: string) => read(`apis/${plural}/definition.yaml`) as Definition;

interface Definition extends CompositeResourceDefinition {
  readonly spec: CompositeResourceDefinition['spec'] & {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
      readonly additionalPrinterColumns: readonly { readonly name: string; readonly jsonPath: string }[];
    }[];
  };
}

interface Field {
  readonly path: string;
  readonly schema: StructuralSchema & Readonly<Record<string, unknown>>;
  readonly isRequired: boolean;
}

/** Every field below one part of a kind, items of lists as `[]`. */
function fields(plural: string, part: 'spec' | 'status'): readonly Field[] {
  const found: Field[] = [];
  const visit = (path: string, schema: StructuralSchema, isRequired: boolean): void => {
    found.push({ path, schema: { ...schema }, isRequired });
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      visit(`${path}.${name}`, inner, schema.required?.includes(name) === true);
    }
    if (schema.items !== undefined) visit(`${path}[]`, schema.items, true);
  };
  const root = definition(plural).spec.versions[0]?.schema.openAPIV3Schema.properties?.[part];
  if (root === undefined) throw new Error(`${plural} has no ${part}`);
  visit(part, root, true);
  return found;
}

const isComment = (line: string | undefined): boolean => /^\s*#/.test(line ?? '');

const pathsWhere = (list: readonly Field[], is: (field: Field) => boolean): readonly string[] =>
  list.filter(is).map(({ path }) => path);

describe.each(plurals)('the definition of %s', (plural) => {
  const spec = fields(plural, 'spec');
  const status = fields(plural, 'status');

  test('says of every field what it is', () => {
    const silent = ({ path, schema }: Field): boolean => !path.endsWith('[]') && schema.description === undefined;
    expect(pathsWhere([...spec, ...status], silent)).toEqual([]);
  });

  test('says in words what an optional field is when left out, or that it is one of several', () => {
    const oneOfSeveral =
      /\.(recipe|module|image|source|configMapRef|git|uri|persistentVolumeClaim|configMap|emptyDir|inCluster|existing|create|key)$/;
    const silent = ({ path, schema, isRequired }: Field): boolean =>
      !isRequired &&
      !path.endsWith('[]') &&
      !/Default: |required with/.test(schema.description ?? '') &&
      !oneOfSeveral.test(path);
    expect(pathsWhere(spec, silent)).toEqual([]);
  });

  test('says the same default in words and in the schema', () => {
    const differs = ({ schema }: Field): boolean => {
      if (schema.default === undefined || typeof schema.default === 'object') return false;
      return !schema.description?.includes(`Default: ${String(schema.default)}.`);
    };
    expect(pathsWhere(spec, differs)).toEqual([]);
  });

  test('has bounds everywhere, so that rules have a cost and nothing grows without end', () => {
    const isUnbounded = ({ schema }: Field): boolean => {
      if (schema.type === 'string') return schema.enum === undefined && schema.maxLength === undefined;
      if (schema.type === 'integer') return schema.minimum === undefined || schema.maximum === undefined;
      if (schema.type === 'array') return schema.maxItems === undefined;
      return schema.additionalProperties !== undefined && schema.maxProperties === undefined;
    };
    expect(pathsWhere(spec, isUnbounded)).toEqual([]);
  });

  test('says of every list how two appliers share it', () => {
    const isSilent = ({ schema }: Field): boolean =>
      schema.type === 'array' && schema['x-kubernetes-list-type'] === undefined;
    expect(pathsWhere([...spec, ...status], isSilent)).toEqual([]);
  });

  test('has a message for every rule and, beside it, the late error that it prevents', () => {
    const text = readFileSync(new URL(`../../package/apis/${plural}/definition.yaml`, import.meta.url), 'utf8');
    const rules = [...spec, ...status].flatMap(({ schema }) => schema['x-kubernetes-validations'] ?? []);
    expect(rules.filter(({ message }) => message === undefined)).toEqual([]);
    const lines = text.split('\n');
    const isUnexplained = (line: string, index: number): boolean =>
      /^\s*- rule:/.test(line) && !isComment(lines[index - 1]);
    expect(lines.filter(isUnexplained)).toEqual([]);
    expect(text.match(/# Prevents: /g)?.length).toBeGreaterThanOrEqual(rules.length);
  });

  test('shows only columns that the status has', () => {
    const known = new Set(status.map(({ path }) => `.${path}`));
    const columns = definition(plural).spec.versions[0]?.additionalPrinterColumns ?? [];
    expect(columns.filter(({ jsonPath }) => !known.has(jsonPath))).toEqual([]);
    expect(columns.length).toBeGreaterThan(2);
  });

  test('is composed by the function under the name that a dependency gets, with the policy fetched beforehand', () => {
    const configuration = read('crossplane.yaml') as {
      readonly spec: { readonly dependsOn: readonly { readonly kind: string; readonly package: string }[] };
    };
    const [packageName] = configuration.spec.dependsOn
      .filter(({ kind }) => kind === 'Function')
      .map((need) => need.package);
    expect(read(`apis/${plural}/composition.yaml`)).toMatchObject({
      spec: {
        compositeTypeRef: { apiVersion, kind: definition(plural).spec.names.kind },
        mode: 'Pipeline',
        pipeline: [
          {
            // https://docs.crossplane.io: a dependency is named by its repository's path, with dashes.
            functionRef: { name: packageName?.split('/').slice(1).join('-') },
            requirements: {
              requiredResources: [{ requirementName: 'policy', kind: 'EnvironmentConfig', name: policyName }],
            },
          },
        ],
      },
    });
  });
});

test('the phases of a run are those that the function knows', () => {
  const phase = fields('trainingruns', 'status').find(({ path }) => path === 'status.phase');
  expect(phase?.schema.enum).toEqual(phases);
});

test('no condition takes a name that Crossplane drops', () => {
  const dropped = ['Ready', 'Synced', 'Healthy', 'UpToDate', 'Responsive'];
  expect(conditionTypes.filter((type) => dropped.includes(type))).toEqual([]);
});

test('what is generated from the definitions is up to date: else run npm run generate', () => {
  const generate = fileURLToPath(new URL('../../scripts/generate.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [generate, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
