/** Says at the end how many tests ran on each database. */
export default class DatabasesReporter {
  /**
   * @param {Set<{ context: { config: { displayName?: { name: string } } } }>} _contexts
   * @param {{ testResults: { displayName?: { name: string }, numPassingTests: number, numFailingTests: number }[] }} results
   */
  onRunComplete(_contexts, results) {
    /** @type {Map<string, { passed: number, failed: number }>} */
    const counts = new Map();
    for (const { displayName, numPassingTests, numFailingTests } of results.testResults) {
      const name = displayName?.name ?? 'sqlite';
      const { passed, failed } = counts.get(name) ?? { passed: 0, failed: 0 };
      counts.set(name, { passed: passed + numPassingTests, failed: failed + numFailingTests });
    }
    for (const [name, { passed, failed }] of [...counts].sort(([a], [b]) => b.localeCompare(a)))
      process.stderr.write(`On ${name}: ${passed + failed} tests ran, ${passed} passed, ${failed} failed.\n`);
  }
}
