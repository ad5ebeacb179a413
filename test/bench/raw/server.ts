/**
 * The limit that the product is measured against: bare `node:http`, prepared statements, `JSON.stringify`, the same
 * tables. Nobody signs in and nothing is checked. It knows the five requests of the benchmark by name and nothing else.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Programme } from '../../../src/domain/programme.js';
import { PROGRAMME } from '../data-plan.js';
import { certificationStatus, seatUsage } from './dashboard.js';
import { openRaw, type RawDatabase } from './database.js';
import { pageOf } from './page.js';
import { progressOf } from './progress.js';
import { recordSheet } from './sheet.js';

interface Request {
  readonly operationName?: string;
  readonly variables?: Record<string, any>;
}

class RawServer {
  private constructor(
    private readonly db: RawDatabase,
    private readonly programme: Programme,
    private readonly providers: ReadonlyMap<string, string>,
  ) {}

  static async open(url: string): Promise<RawServer> {
    const db = openRaw(url);
    const [rules] = await db.ask(
      'SELECT content FROM rule_set WHERE programme_key = $1 ORDER BY version DESC LIMIT 1',
      [PROGRAMME],
    );
    const providers = await db.ask('SELECT key, id FROM provider');
    const programme = JSON.parse(rules?.['content'] ?? 'null') as Programme;
    return new RawServer(db, programme, new Map(providers.map((row) => [row['key'], row['id']])));
  }

  async answer({ operationName, variables = {} }: Request, provider: string | undefined): Promise<unknown> {
    const providerId = this.providers.get(provider ?? '') ?? '';
    switch (operationName) {
      case 'W1':
        return { enrolment: await progressOf(this.db, this.programme, variables['id']) };
      case 'W2':
        return {
          certificationStatus: await certificationStatus(this.db),
          seatUsage: await seatUsage(this.db, this.programme),
        };
      case 'W3': {
        const { after, trackKey } = variables;
        return { enrolments: await pageOf(this.db, this.programme, providerId, trackKey, after) };
      }
      case 'W4': {
        const subject = `bench:${provider}`;
        return { attendanceRecord: await recordSheet(this.db, providerId, subject, variables['input']) };
      }
      default:
        return { __typename: 'Query' };
    }
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function answerTo(request: IncomingMessage): Promise<readonly [status: number, answer: unknown]> {
  const provider = request.headers['x-provider'];
  try {
    const asked = JSON.parse(await read(request)) as Request;
    return [200, { data: await raw.answer(asked, typeof provider === 'string' ? provider : undefined) }];
  } catch (error) {
    return [500, { errors: [{ message: String(error) }] }];
  }
}

const raw = await RawServer.open(process.env['DATABASE_URL'] ?? '');
const server = createServer((request, response) => {
  void answerTo(request).then(([status, answer]) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(answer));
    return undefined;
  });
});
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, msg: 'listening' })}\n`);
});
