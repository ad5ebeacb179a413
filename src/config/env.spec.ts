import { describe, it, expect } from '@jest/globals';
import { isAbsolute } from 'node:path';
import { ConfigError, loadEnv } from './env.js';

function complaint(source: NodeJS.ProcessEnv): string {
  try {
    loadEnv(source);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('settings', () => {
  it('have defaults that start a local server', () => {
    const env = loadEnv({});
    expect({ ...env }).toEqual({
      host: '127.0.0.1',
      port: 3000,
      nodeEnv: 'development',
      databaseUrl: 'sqlite:./data/forloeb.sqlite',
      databaseReplicaUrl: undefined,
      databasePoolSize: 10,
      databaseStatementTimeoutMs: 30_000,
      databaseLockTimeoutMs: 10_000,
      shutdownTimeoutMs: 10_000,
      authSecret: undefined,
      issuerDid: undefined,
      issuerName: 'Forløb',
      issuerUrl: undefined,
      issuerKeys: undefined,
      demo: null,
      logLevel: 'info',
      oidcConfig: undefined,
      localTokens: true,
      sessionIdleMinutes: 60,
      sessionHours: 10,
      invitationDays: 7,
      accountTokenHours: 8,
      secondFactorForAll: false,
      passwordMemoryKib: 19_456,
      passwordPasses: 2,
      queryMaxDepth: 20,
      queryMaxAliases: 50,
      queryMaxFields: 500,
      queryMaxTokens: 2_000,
      queryMaxCost: 60_000,
      introspection: null,
      explorer: null,
      trustedOperations: undefined,
      onlyTrustedOperations: false,
      requestTimeoutMs: 60_000,
      bodyLimitBytes: 250_000,
      certificateYears: 10,
      detailMonths: 24,
      contactMonths: 12,
      auditMonths: 60,
      uploadLimitBytes: 5_000_000,
      trustProxies: 0,
      rateLimitAddress: 3_000,
      rateLimitCaller: 2_000_000,
      rateLimitCheck: 30,
      rateLimitSignIn: 20,
    });
    expect(env.keyFolder).toBe(`${env.dataFolder}/issuer-keys`);
    expect(isAbsolute(env.databasePath)).toBe(true);
    expect(env.databasePath).toBe(`${env.dataFolder}/forloeb.sqlite`);
  });

  it('are read as given', () => {
    const env = loadEnv({
      HOST: '::',
      PORT: '0',
      NODE_ENV: 'production',
      DATABASE_URL: 'sqlite:/var/lib/forløb/a b.sqlite',
      AUTH_SECRET: 's'.repeat(32),
      DEMO: 'false',
      LOG_LEVEL: 'silent',
      SHUTDOWN_TIMEOUT_MS: '500',
    });
    expect(env).toMatchObject({
      shutdownTimeoutMs: 500,
      host: '::',
      port: 0,
      nodeEnv: 'production',
      demo: false,
      logLevel: 'silent',
    });
    expect(env.databasePath).toBe('/var/lib/forløb/a b.sqlite');
    expect(env.dataFolder).toBe('/var/lib/forløb');
    expect(loadEnv({ DEMO: 'true' }).demo).toBe(true);
  });

  it('take a PostgreSQL database, its limits and a replica', () => {
    const env = loadEnv({
      DATABASE_URL: 'postgresql://anna:hunter2@db.example:5433/forloeb?sslmode=require',
      DATABASE_REPLICA_URL: 'postgres://anna:hunter2@replica.example/forloeb',
      DATABASE_POOL_SIZE: '1',
      DATABASE_STATEMENT_TIMEOUT_MS: '5000',
      DATABASE_LOCK_TIMEOUT_MS: '700',
    });
    expect(env).toMatchObject({
      dialect: 'postgres',
      databaseName: 'postgres://db.example:5433/forloeb',
      databasePoolSize: 1,
      databaseStatementTimeoutMs: 5000,
      databaseLockTimeoutMs: 700,
    });
    expect(env.dataFolder).toBe(`${process.cwd()}/data`);
    expect(() => env.databasePath).toThrow('no database file');
    expect(loadEnv({}).dialect).toBe('sqlite');
    // By a Unix socket.
    expect(loadEnv({ DATABASE_URL: 'postgres:///forloeb?host=/run/postgresql' }).dialect).toBe('postgres');
  });

  it('show schema and explorer except in production, unless they say otherwise', () => {
    const shown = (source: NodeJS.ProcessEnv) => {
      const { showsSchema, showsExplorer } = loadEnv(source);
      return [showsSchema, showsExplorer];
    };
    expect(shown({})).toEqual([true, true]);
    expect(shown({ NODE_ENV: 'production' })).toEqual([false, false]);
    expect(shown({ NODE_ENV: 'production', INTROSPECTION: 'true' })).toEqual([true, false]);
    expect(shown({ EXPLORER: 'false' })).toEqual([true, false]);
  });

  it('that contradict each other are refused', () => {
    const POSTGRES = 'postgres://db/forloeb';
    expect(complaint({ DATABASE_REPLICA_URL: POSTGRES })).toContain('\n  DATABASE_REPLICA_URL: only beside');
    const production = { DATABASE_URL: POSTGRES, NODE_ENV: 'production' };
    expect(complaint(production)).toContain('\n  AUTH_SECRET: must be set');
    expect(complaint(production)).toContain('\n  ISSUER_KEYS: must be set');
    expect(complaint({ ...production, AUTH_SECRET: 's'.repeat(32), ISSUER_KEYS: '/srv/keys' })).toBe('');
    expect(complaint({ RATE_LIMIT_CALLER: '100' })).toContain(
      '\n  RATE_LIMIT_CALLER: at least QUERY_MAX_COST',
    );
    expect(complaint({ RATE_LIMIT_CALLER: '0' })).toBe('');
    expect(complaint({ ONLY_TRUSTED_OPERATIONS: 'true' })).toContain(
      '\n  ONLY_TRUSTED_OPERATIONS: only with',
    );
    expect(complaint({ UPLOAD_LIMIT_BYTES: '1000' })).toContain(
      '\n  UPLOAD_LIMIT_BYTES: at least BODY_LIMIT',
    );
  });

  it('that are empty count as absent', () => {
    expect({ ...loadEnv({ PORT: '', AUTH_SECRET: ' ', DEMO: '' }) }).toEqual({ ...loadEnv({}) });
  });

  it.each([
    ['HOST', 'http://localhost'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['PORT', '80.5'],
    ['NODE_ENV', 'prod'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', './data/forloeb.sqlite'],
    ['DATABASE_URL', 'sqlite:./data/'],
    ['DATABASE_URL', 'sqlite://data/forloeb.sqlite'],
    ['DATABASE_URL', 'postgres://db'],
    ['DATABASE_URL', 'postgres:///forloeb'],
    ['DATABASE_URL', 'postgres://db/forloeb?sslmode=maybe'],
    ['DATABASE_URL', 'mysql://db/forloeb'],
    ['DATABASE_REPLICA_URL', 'sqlite:./replica.sqlite'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_LOCK_TIMEOUT_MS', '1.5'],
    ['SHUTDOWN_TIMEOUT_MS', '-1'],
    ['DEMO', 'yes'],
    ['DEMO', 'constructor'],
    ['LOG_LEVEL', 'verbose'],
    ['LOCAL_TOKENS', 'no'],
    ['ISSUER_DID', 'did:key:z6Mk'],
    ['ISSUER_DID', 'did:web:forloeb.example:3000'],
    ['ISSUER_URL', 'forloeb.example'],
    ['QUERY_MAX_DEPTH', '0'],
    ['QUERY_MAX_COST', 'none'],
    ['INTROSPECTION', 'yes'],
    ['EXPLORER', '1'],
    ['ONLY_TRUSTED_OPERATIONS', 'yes'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['BODY_LIMIT_BYTES', '999'],
    ['TRUST_PROXIES', '11'],
    ['RATE_LIMIT_ADDRESS', '-1'],
    ['RATE_LIMIT_CHECK', 'many'],
    ['ACCESSIBILITY_CONTACT', 'somebody'],
  ])('refuse %s=%s', (name, value) => {
    expect(complaint({ [name]: value })).toContain(`\n  ${name}: given `);
  });

  it('are all named when several are wrong, one line each, with what was given and what is allowed', () => {
    expect(complaint({ PORT: 'abc', DEMO: 'maybe', LOG_LEVEL: 'loud' })).toBe(
      [
        'These settings are wrong:',
        '  PORT: given "abc"; allowed: a whole number from 0 to 65535; 0 takes any free port',
        '  DEMO: given "maybe"; allowed: true, false, or nothing to let an empty database decide',
        '  LOG_LEVEL: given "loud"; allowed: fatal, error, warn, info, debug, trace, silent',
      ].join('\n'),
    );
  });

  it('never repeat a secret or the credentials of a database', () => {
    const message = complaint({ AUTH_SECRET: 'hunter2', DATABASE_URL: 'postgres://anna:hunter2@db' });
    expect(message).not.toMatch(/hunter2|anna/);
    expect(message).toContain('AUTH_SECRET: given 7 characters (not shown); allowed: at least 32 characters');
    expect(message).toContain('given "postgres://…"');
  });

  it('say why a database in memory is refused', () => {
    expect(complaint({ DATABASE_URL: 'sqlite::memory:' })).toContain('two connections to one file');
    expect(complaint({ DATABASE_URL: ':memory:' })).toContain('two connections to one file');
  });
});
