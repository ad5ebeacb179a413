import 'reflect-metadata';
import { describe, it, expect, beforeAll, afterAll } from '@jest/globals';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createLogger, NestLogger } from '../config/logger.js';
import { HealthModule } from './health.module.js';
import type { ReadinessProbe } from './readiness.js';

describe('health', () => {
  const silent = new NestLogger(createLogger({ logLevel: 'silent' }));
  let app: NestFastifyApplication;
  let check: ReadinessProbe['check'];

  beforeAll(async () => {
    const module = HealthModule.register({ useFactory: () => ({ check: () => check() }) });
    const testing = await Test.createTestingModule({ imports: [module] })
      .setLogger(silent)
      .compile();
    app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
  });
  afterAll(() => app.close());

  it('is live whatever the database does', async () => {
    check = () => Promise.reject(new Error('gone'));
    const { statusCode, body } = await app.inject('/health/live');
    expect([statusCode, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready when the probe says so', async () => {
    check = () => Promise.resolve(true);
    const { statusCode, body, headers } = await app.inject('/health/ready');
    expect([statusCode, JSON.parse(body)]).toMatchObject([200, { status: 'ok' }]);
    expect(headers['cache-control']).toContain('no-store');
  });

  it.each<[string, ReadinessProbe['check']]>([
    ['refuses', () => Promise.resolve(false)],
    ['fails', () => Promise.reject(new Error('SQLITE_CANTOPEN: /srv/data/forloeb.sqlite'))],
    [
      'fails at once',
      () => {
        throw new Error('SQLITE_CANTOPEN: /srv/data/forloeb.sqlite');
      },
    ],
  ])('is not ready when the probe %s, and says no more than that', async (_, probe) => {
    check = probe;
    const { statusCode, body } = await app.inject('/health/ready');
    expect([statusCode, JSON.parse(body)]).toEqual([
      503,
      {
        status: 'error',
        info: {},
        error: { storage: { status: 'down' } },
        details: { storage: { status: 'down' } },
      },
    ]);
  });
});
