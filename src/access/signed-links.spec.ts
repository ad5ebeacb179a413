import { describe, expect, it } from '@jest/globals';
import { Clock } from '../config/clock.js';
import type { Instant } from '../domain/calendar.js';
import { SignedLinks } from './signed-links.js';

const SECRET = 's'.repeat(32);
const ORIGIN = 'https://forloeb.example';

class Stopped extends Clock {
  constructor(private readonly instant: string) {
    super();
  }

  override now(): Instant {
    return this.instant as Instant;
  }
}

function linksAt(now: string, secret = SECRET): SignedLinks {
  return new SignedLinks(secret, ORIGIN, new Stopped(now));
}

const pathOf = (link: string): string => link.slice(ORIGIN.length);

describe('links that end', () => {
  const link = linksAt('2026-03-01T10:00:00Z').make('/certificates/FL-1.pdf?version=2', 24);

  it('holds until its time is over, and no longer', () => {
    expect(link).toMatch(
      /^https:\/\/forloeb\.example\/certificates\/FL-1\.pdf\?version=2&until=\d+&signature=[\w-]{43}$/,
    );
    expect(linksAt('2026-03-01T10:00:00Z').stateOf(pathOf(link))).toBe('HOLDS');
    expect(linksAt('2026-03-02T10:00:00Z').stateOf(pathOf(link))).toBe('HOLDS');
    expect(linksAt('2026-03-02T10:00:01Z').stateOf(pathOf(link))).toBe('ENDED');
  });

  it('opens nothing but what it was made for', () => {
    const links = linksAt('2026-03-01T10:00:00Z');
    const path = pathOf(link);
    for (const other of [
      path.replace('FL-1', 'FL-2'),
      path.replace('version=2', 'version=1'),
      path.replace('version=2&', ''),
      path.replace(/until=\d+/, 'until=9999999999'),
      path.replace(/until=\d+/, (until) => `${until}&until=9999999999`),
      path.replace(/signature=.*/, 'signature='),
      path.replace(/&signature=.*/, ''),
      `${path}x`,
      `${path}&version=1`,
      `${path}&signature=abc`.replace(/signature=[^&]*&/, ''),
    ])
      expect([other, links.stateOf(other)]).toEqual([other, 'NONE']);
  });

  it('is the same in both languages', () => {
    expect(linksAt('2026-03-01T10:00:00Z').stateOf(`${pathOf(link)}&lang=en`)).toBe('HOLDS');
  });

  it('ends with the secret of the installation', () => {
    expect(linksAt('2026-03-01T10:00:00Z', 't'.repeat(32)).stateOf(pathOf(link))).toBe('NONE');
  });
});
