import { describe, expect, it } from '@jest/globals';
import { postgresFailure, postgresWorth } from './postgres-failure.js';

const withCode = (code: string) => Object.assign(new Error('as the driver says it'), { code });
/** As TypeORM hands it on. */
const wrapped = (code: string) => Object.assign(new Error('query failed'), { driverError: withCode(code) });

describe('what an error of PostgreSQL means', () => {
  it.each([
    ['a broken unique rule', '23505', 'DUPLICATE'],
    ['a full disk', '53100', 'FULL'],
    ['a database that takes no changes', '25006', 'READ_ONLY'],
    ['a collision', '40001', 'BUSY'],
    ['two waiting for each other', '40P01', 'BUSY'],
    ["waiting too long for somebody's lock", '55P03', 'BUSY'],
    ['a statement that takes too long', '57014', 'BUSY'],
    ['too little memory', '53200', 'BUSY'],
    ['too many connections', '53300', 'BUSY'],
    ['a connection that failed', '08006', 'UNREACHABLE'],
    ['a server that stops', '57P01', 'UNREACHABLE'],
    ['a server that crashed', '57P02', 'UNREACHABLE'],
    ['a server that starts', '57P03', 'UNREACHABLE'],
    ['a work that paused too long', '25P03', 'UNREACHABLE'],
    ['a work that took too long altogether', '25P04', 'UNREACHABLE'],
    ['a disk that cannot be read', '58030', 'UNREACHABLE'],
    ['a server that is not there', 'ECONNREFUSED', 'UNREACHABLE'],
    ['a connection that was cut', 'ECONNRESET', 'UNREACHABLE'],
    ['a connection that was closed', 'EPIPE', 'UNREACHABLE'],
    ['a network that does not answer', 'ETIMEDOUT', 'UNREACHABLE'],
    ['a host without a way to it', 'EHOSTUNREACH', 'UNREACHABLE'],
    ['a name that nobody knows', 'ENOTFOUND', 'UNREACHABLE'],
    ['a name that nobody can look up at the moment', 'EAI_AGAIN', 'UNREACHABLE'],
  ])('%s (%s): %s', (_, code, meaning) => {
    expect(postgresFailure(withCode(code))).toBe(meaning);
    expect(postgresFailure(wrapped(code))).toBe(meaning);
  });

  it.each([
    ['a broken foreign key', '23503'],
    ['a missing value', '23502'],
    ['a broken check', '23514'],
    ['a mistake in a statement', '42601'],
    ['an unknown table', '42P01'],
    ['a work that went on after a failure', '25P02'],
    ['a wrong password', '28P01'],
    ['a damaged database', 'XX001'],
    ['a part of another code', '123505'],
  ])('%s (%s) is a bug, or for whoever runs the server', (_, code) => {
    expect(postgresFailure(withCode(code))).toBeNull();
  });

  it('"No space left on device", for a connection that makes a file: FULL, whatever the code', () => {
    const message = 'could not write init file: No space left on device';
    expect(postgresFailure(Object.assign(new Error(message), { code: 'XX000' }))).toBe('FULL');
    expect(postgresFailure(withCode('XX000'))).toBeNull();
  });

  it.each([
    ['timeout exceeded when trying to connect', 'BUSY'],
    ['Connection terminated unexpectedly', 'UNREACHABLE'],
    ['Connection terminated due to connection timeout', 'UNREACHABLE'],
    ['Client has encountered a connection error and is not queryable', 'UNREACHABLE'],
    ['Client was closed and is not queryable', 'UNREACHABLE'],
    ['Query runner already released. Cannot run queries anymore.', 'UNREACHABLE'],
  ])('"%s", which has no code: %s', (message, meaning) => {
    expect(postgresFailure(new Error(message))).toBe(meaning);
  });

  it('goes by the code where there is one, whatever the message', () => {
    const error = Object.assign(new Error('Connection terminated'), { code: '23503' });
    expect(postgresFailure(error)).toBeNull();
  });

  it.each([[new Error('no')], ['Connection terminated'], [null], [undefined], [{ code: 40001 }]])(
    'of anything else is nothing: %p',
    (error) => {
      expect(postgresFailure(error)).toBeNull();
    },
  );
});

describe('whether a work runs again', () => {
  const triesOf = (error: unknown) => {
    let attempt = 1;
    while (postgresWorth(error, attempt)) attempt += 1;
    return attempt;
  };

  it.each([
    ['a collision', '40001', 12],
    ['two waiting for each other', '40P01', 12],
    ['a broken unique rule', '23505', 3],
    ['a broken foreign key', '23503', 1],
    ['a lock that was not to be had', '55P03', 1],
    ['a connection that failed', '08006', 1],
  ])('%s (%s): %i tries at most', (_, code, tries) => {
    expect(triesOf(withCode(code))).toBe(tries);
    expect(triesOf(wrapped(code))).toBe(tries);
  });

  it('after any other error: no', () => {
    expect(triesOf(new Error('no'))).toBe(1);
    expect(triesOf(null)).toBe(1);
  });
});
