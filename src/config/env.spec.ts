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
      authSecret: undefined,
      demo: null,
      logLevel: 'info',
    });
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
    });
    expect(env).toMatchObject({
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
    ['DEMO', 'yes'],
    ['DEMO', 'constructor'],
    ['LOG_LEVEL', 'verbose'],
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
    const message = complaint({ AUTH_SECRET: 'hunter2', DATABASE_URL: 'postgres://anna:hunter2@db/forloeb' });
    expect(message).not.toMatch(/hunter2|anna/);
    expect(message).toContain('AUTH_SECRET: given 7 characters (not shown); allowed: at least 32 characters');
    expect(message).toContain('given "postgres://…"');
    expect(message).toContain('runs on SQLite only');
  });

  it('say why a database in memory is refused', () => {
    expect(complaint({ DATABASE_URL: 'sqlite::memory:' })).toContain('two connections to one file');
    expect(complaint({ DATABASE_URL: ':memory:' })).toContain('two connections to one file');
  });
});
