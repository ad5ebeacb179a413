/**
 * Loads the packages and the product once for all files of a worker (kept-environment.cjs), and each file of tests and
 * what supports it anew. To load everything for each file took a third of the time of a run.
 */
const { pathToFileURL } = require('node:url');
const { default: Runtime } = require('jest-runtime');
const KeptEnvironment = require('./kept-environment.cjs');

// better-sqlite3 makes the errors of a process in the world that first opens a database: this one, whichever file comes
// first. So `toThrow` knows none of them; TypeORM wraps those of what goes through it. Which of the two packages it is
// says src/storage/sqlite-driver.ts too, which is not compiled here.
const [major] = process.versions.node.split('.');
const Sqlite = require(Number(major) >= 22 ? 'better-sqlite3-13' : 'better-sqlite3');
new Sqlite(':memory:').close();

/** @type {WeakMap<object, KeptRuntime>} */
const kept = new WeakMap();

class KeptRuntime extends Runtime {
  /** Where the tests are. */
  tests = '';

  /** @param {ConstructorParameters<typeof Runtime>} parameters */
  constructor(...parameters) {
    const [{ rootDir }, environment] = parameters;
    const before = kept.get(environment);
    if (before !== undefined) return before;
    super(...parameters);
    if (environment instanceof KeptEnvironment) kept.set(environment, this);
    this.tests = pathToFileURL(`${rootDir}/test/`).href;
  }

  /**
   * Leaves what the next file finds loaded.
   * @override
   */
  teardown() {
    if (kept.get(this['_environment']) !== this) return super.teardown();
    this.restoreAllMocks();
    // As at the start, where a module may import another.
    this.enterTestCode();
    this['jestGlobals'].clearJestObjectCache();
    this['registries'].getInternalCjsRegistry().clear();
    const modules = this['registries'].getActiveEsmRegistry();
    for (const name of modules.keys()) if (this.isOfOneFile(name)) modules.delete(name);
  }

  /** @param {string} name an address, or what Jest made for one */
  isOfOneFile(name) {
    return name.startsWith(this.tests) || name.includes('.spec.ts') || name.startsWith('@jest/globals');
  }
}

module.exports = KeptRuntime;
