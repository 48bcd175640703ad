/** Jest's order of files: by name, but what has to wait comes late, and what takes crosstrain away comes last. */
export default class Sequence {
  sort(tests) {
    const rank = ({ path }) => ['budget.test.ts', 'removal.test.ts'].findIndex((name) => path.endsWith(`/${name}`));
    return [...tests].sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
  }
  shard(tests) {
    return tests;
  }
  allFailedTests(tests) {
    return tests;
  }
  cacheResults() {}
}
