/** What has to wait comes late, what looks back at all others after it, and what takes crosstrain away last. */
const last = ['budget.test.ts', 'responsive.test.ts', 'removal.test.ts'];

/** Jest's order of files: by name, but for those. */
export default class Sequence {
  sort(tests) {
    const rank = ({ path }) => last.findIndex((name) => path.endsWith(`/${name}`));
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
