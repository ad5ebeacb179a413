import { describe, it, expect } from '@jest/globals';
import fastify from 'fastify';
import { createLogger, NestLogger } from './logger.js';

function recorder(logLevel: 'info' | 'debug' = 'info') {
  const lines: string[] = [];
  const logger = createLogger({ logLevel }, { write: (line) => void lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('has an ISO time and no host name', () => {
    const { logger, last } = recorder();
    logger.info('started');
    expect(last()).toEqual({
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      msg: 'started',
    });
  });

  it('hides the headers that let someone in', () => {
    const { logger, lines } = recorder();
    const authorization = 'Bearer secret-token';
    logger.info({ authorization });
    logger.info({ headers: { authorization, cookie: 'sid=secret-token' } });
    logger.info({ response: { headers: { authorization, 'set-cookie': ['secret-token'] } } });
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('secret-token');
  });

  it('of an error says its kind and place, and none of the values inside', () => {
    const { logger, lines, last } = recorder();
    const error = Object.assign(new Error('no row for anna@kommune.dk'), {
      code: 'SQLITE_CONSTRAINT',
      parameters: ['Anna Holm'],
      cause: new Error('person 0190b3a4-5c6d-7e8f-9a0b-1c2d3e4f5a6b, 010203-1234'),
    });
    logger.error(error);
    logger.error({ err: error });
    logger.error({ err: error }, error.message);
    logger.error(`failed: ${error.message}`);
    expect(lines.join('')).not.toMatch(/anna|holm|0190b3a4|010203/i);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'no row for [email]',
      err: { type: 'Error', code: 'SQLITE_CONSTRAINT', cause: { message: 'person [id], [number]' } },
    });
    expect(last()).toMatchObject({ msg: 'failed: no row for [email]' });
  });

  it.each([
    ['Unexpected token \'A\', "{"name": Anna" is not valid JSON', '"…" is not valid JSON'],
    ['Variable "$input" got invalid value "Anna"; Expected an Int', 'got invalid value …; Expected an Int'],
    ['Could not find any entity of type "P" matching: {\n "name": "Anna" }', 'matching: {…}'],
  ])('does not repeat the values in "%s"', (message, kept) => {
    const { logger, last } = recorder();
    logger.warn(message);
    expect(last()['msg']).toContain(kept);
    expect(last()['msg']).not.toContain('Anna');
  });

  it('of a request has its id, method and declared route, and nothing of the caller', async () => {
    const { logger, lines } = recorder();
    const server = fastify({ loggerInstance: logger });
    server.get('/people/:person', () => ({}));
    await server.inject({ url: '/people/anna?name=anna', headers: { host: 'anna.dk' } });
    await server.inject('/missing/anna');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      reqId: 'req-1',
      req: { method: 'GET', route: '/people/:person' },
      msg: 'incoming request',
    });
    expect(lines.join('')).toContain('Route GET not found');
    expect(lines.join('')).not.toMatch(/anna|127\.0\.0\.1/);
  });
});

describe("Nest's lines", () => {
  it('of the start are for debugging; others keep their level and context', () => {
    const { logger, lines } = recorder('debug');
    const nest = new NestLogger(logger);
    nest.log('Nest application successfully started', 'NestApplication');
    nest.log('sent', 'Mail');
    nest.warn('slow', 'Mail');
    nest.verbose('not written', 'Mail');
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(written).toMatchObject([
      { level: 20, context: 'NestApplication' },
      { level: 30, context: 'Mail', msg: 'sent' },
      { level: 40, context: 'Mail', msg: 'slow' },
    ]);
  });

  it('of an error keep the stack, given as an error or as text', () => {
    const { logger, last } = recorder();
    const nest = new NestLogger(logger);
    nest.error(new Error('broken'), undefined, 'Job');
    expect(last()).toMatchObject({ level: 50, context: 'Job', msg: 'broken', err: { message: 'broken' } });
    nest.error('broken', 'Error: broken\n    at work (job.ts:1:2)', 'Job');
    expect(last()).toMatchObject({ context: 'Job', msg: 'broken', stack: '    at work (job.ts:1:2)' });
  });
});
