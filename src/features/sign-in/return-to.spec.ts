import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localPath } from './return-to.js';

const ORIGIN = 'https://forloeb.example';

describe('where somebody is led to who has signed in', () => {
  it.each([
    ['/', '/'],
    ['/certificates/1?lang=en', '/certificates/1?lang=en'],
    ['/a/../b', '/b'],
    ['/%2F/elsewhere.example', '/%2F/elsewhere.example'],
  ])('%j: %j', (given, path) => {
    expect(localPath(given, ORIGIN)).toBe(path);
  });

  it.each([
    '',
    'certificates',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    '/\t/elsewhere.example',
    '/.//elsewhere.example',
    '/a/..//elsewhere.example',
    'https://elsewhere.example/',
    'https://forloeb.example/',
    'javascript:alert(1)',
    `/${'x'.repeat(1_000)}`,
    undefined,
    ['/a'],
  ])('%j leads to the own access', (given) => {
    expect(localPath(given, ORIGIN)).toBe('/me');
  });

  it('is always on this server', () => {
    const odd = fc.array(
      fc.constantFrom('/', '\\', '.', '..', '\t', '\n', ':', '@', '%2f', 'a', 'https:', '?', '#', ' '),
    );
    fc.assert(
      fc.property(odd, (parts) => {
        const path = localPath(parts.join(''), ORIGIN);
        expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
        expect(path).toMatch(/^\/(?![/\\])/);
      }),
    );
  });
});
