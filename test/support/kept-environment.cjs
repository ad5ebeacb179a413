/**
 * Where the files of a project run, one after another in a worker: in one world of global values that is kept between
 * them, instead of a new one each, so that what was loaded in it can be kept as well (kept-runtime.cjs). A file that
 * changes that world, were it by a package that fills in what Node lacks, says `@jest-environment node` at its top and
 * gets one of its own.
 */
const { TestEnvironment } = require('jest-environment-node');

/**
 * By project, whose `globals` stand in it.
 * @type {Map<string, KeptEnvironment>}
 */
const kept = new Map();

/** What Jest leaves there and makes anew for each file, by the names of the symbols. */
const OF_ONE_FILE = ['EVENT_HANDLERS', 'JEST_STATE_SYMBOL', 'TEST_TIMEOUT_SYMBOL', '$$jest-matchers-object'];

class KeptEnvironment extends TestEnvironment {
  /** @type {Record<string, string | undefined>} */
  variables = {};
  exit = process.exit;

  /** @param {ConstructorParameters<typeof TestEnvironment>} parameters */
  constructor(...parameters) {
    const { id } = parameters[0].projectConfig;
    const before = kept.get(id);
    if (before !== undefined) return before;
    super(...parameters);
    kept.set(id, this);
    this.variables = { ...this.global.process.env };
    this.exit = this.global.process.exit;
  }

  /**
   * Leaves it as the next file expects it.
   * @override
   */
  async teardown() {
    const { env } = this.global.process;
    this.fakeTimersModern?.useRealTimers();
    for (const symbol of Object.getOwnPropertySymbols(this.global))
      if (OF_ONE_FILE.includes(symbol.description ?? '')) Reflect.deleteProperty(this.global, symbol);
    this.global.process.exit = this.exit;
    for (const name of Object.keys(env)) if (!(name in this.variables)) delete env[name];
    Object.assign(env, this.variables);
  }
}

module.exports = KeptEnvironment;
