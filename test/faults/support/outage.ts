/** A database that takes no writes for a while, under a steady stream of them; the server runs on all the while. */
import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import type { Env } from '../../../src/config/env.js';
import { type Exit, ServerProcess, tokenFor } from '../../support/server-process.js';
import { type Findings, findings, NOTHING, wrongFigures } from './findings.js';
import { ready, told, type Told } from './probe.js';
import { Stream } from './stream.js';
import { Tally } from './tally.js';
import { employWriters } from './writers.js';

const PATIENCE_MS = 15_000;
const WELL: Told = { live: 200, ready: 200, reading: 'DONE', writing: 'DONE' };

export interface Fault {
  readonly name: string;
  begin(): unknown;
  end(): unknown;
  /** What writers are told until it ends. */
  readonly reason: string;
  /** What they may be told besides, while it begins. */
  readonly alsoTold?: readonly string[];
}

export class Outages {
  private readonly stream = new Stream();

  private constructor(
    private readonly env: Env,
    private readonly server: ServerProcess,
    private readonly token: string,
  ) {}

  /** One server for one fault after the other. */
  static async under(env: Env): Promise<Outages> {
    const server = await ServerProcess.start(env.databaseUrl);
    const outages = new Outages(env, server, await tokenFor({ role: 'AGENCY' }));
    await employWriters(outages.stream, server.url);
    return outages;
  }

  /** Reading goes on, nothing acknowledged is lost, nothing is half-applied, and everything works again by itself. */
  async expectFault({ name, begin, end, reason, alsoTold = [] }: Fault): Promise<void> {
    const { stream, server } = this;
    stream.open(server.url);
    await stream.reached('enrolment');
    assert.deepEqual(await this.rest(), NOTHING);
    stream.unavailable.clear();
    const tally = new Tally(name, stream);
    try {
      stream.open(server.url);
      await begin();
      // On PostgreSQL small writes find room for a while in the pages that there are.
      await this.untilTold({ ...WELL, writing: `UNAVAILABLE ${reason}` });
      await pause(1_000);
      assert.ok(stream.unavailable.has(reason), `no writer was told ${reason}`);
      assert.deepEqual(await this.rest(), NOTHING);

      stream.open(server.url);
      await end();
      const began = Date.now();
      await ready(server.url);
      await this.untilTold(WELL);
      const recovered = Date.now() - began;
      await stream.acknowledges(20);
      const found = await this.rest();
      tally.round(found, recovered);
      assert.deepEqual(found, NOTHING);
      assert.deepEqual(await wrongFigures(this.env, server.url, this.token), []);
      assert.deepEqual(stream.wrong, []);
      const expected = new Set([reason, ...alsoTold]);
      const others = [...stream.unavailable.keys()].filter((other) => !expected.has(other));
      assert.deepEqual(others, []);
    } finally {
      tally.print();
    }
  }

  async stop(): Promise<Exit> {
    return this.server.stop();
  }

  async close(): Promise<void> {
    await this.server.kill();
    await this.stream.end();
  }

  private async rest(): Promise<Findings> {
    this.stream.shut();
    await this.stream.idle();
    return findings(this.env, this.stream.ledger);
  }

  /** Waits until this is what somebody who watches, a reader and a writer are told. */
  private async untilTold(expected: Told): Promise<void> {
    const ask = async () => told(this.server.url, this.token);
    let now = await ask();
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; now = await ask()) {
      if (JSON.stringify(now) === JSON.stringify(expected)) break;
      await pause(10);
    }
    assert.deepEqual(now, expected);
  }
}
