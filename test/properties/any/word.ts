import fc from 'fast-check';

/** A plain JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A name as TrainingRuns may have it: a DNS label of at most 40 characters that begins with a letter. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('digits', 'a', 'run-1', 'a-worker', 'digits-progress') },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, { size: 'max' }) },
);

/** A namespace: a DNS label of at most 63 characters. */
export const anyNamespace: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('team-vision', 'team-ads') },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, { size: 'max' }) },
);

/** Text as people and attackers write it: what Kubernetes expands, what JSON escapes, what is no ASCII. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '0', '$(CROSSTRAIN_INDEX)', '$$', '${HOME}', '"', '\\', 'zwölf 十二', '__proto__', 'constructor'),
  fc.string({ maxLength: 20 }),
);

/** A map of labels; values fit Kubernetes. */
export const anyLabels: fc.Arbitrary<Readonly<Record<string, string>>> = fc.dictionary(
  fc.constantFrom('team', 'example.com/cost-center', 'app.kubernetes.io/name', 'app.kubernetes.io/managed-by'),
  fc.constantFrom('', 'vision', 'a.b_c-1'),
  { maxKeys: 3, noNullPrototype: true },
);

/** A record of which each field may be missing. */
export function some(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> {
  return fc.record({ ...fields }, { requiredKeys: [], noNullPrototype: true });
}

/** Mostly the first, sometimes the second. */
export function mostly<Usual, Rare>(
  usual: fc.Arbitrary<Usual>,
  rare: fc.Arbitrary<Rare>,
  weight = 40,
): fc.Arbitrary<Usual | Rare> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

/** Distinct items of a vocabulary, in any order. */
export function someOf<Item>(...items: readonly Item[]): fc.Arbitrary<readonly Item[]> {
  return fc.shuffledSubarray([...items]);
}
