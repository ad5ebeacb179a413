import { describe, it, expect } from '@jest/globals';
import fc from 'fast-check';
import { date } from '../../test/support/rulebook.js';
import { addDays, addMonths } from './calendar.js';
import {
  CERTIFICATE_EVENT_KINDS,
  CERTIFICATE_TRANSITIONS,
  certificateNumber,
  certificateStanding,
  holds,
  lastDay,
  mayHappen,
  readCertificateNumber,
  renewedUntil,
  STATUS_AFTER,
  toldStanding,
  type CertificateEvent,
  type CertificateEventKind,
  type StoredStatus,
} from './certificate.js';

const event = (kind: CertificateEventKind, on: string): CertificateEvent => ({ kind, on: date(on) });
const issued = event('ISSUED', '2021-09-20');

describe('the standing of a certificate', () => {
  const standing = (events: readonly CertificateEvent[], on: string, validUntil: string | null = null) =>
    certificateStanding(events, validUntil === null ? null : date(validUntil), date(on));

  it('is none before it is issued, and valid from that day', () => {
    expect(standing([issued], '2021-09-19')).toBeNull();
    expect(standing([issued], '2021-09-20')).toEqual({ status: 'VALID', since: '2021-09-20' });
  });

  it('V25, L22: under review it still holds, until a named person decides', () => {
    const review = event('REVIEW_REQUIRED', '2022-01-10');
    const answer = standing([issued, review], '2022-01-11');
    expect(answer).toEqual({ status: 'REVIEW_REQUIRED', since: '2022-01-10' });
    expect(holds(answer!.status)).toBe(true);
    expect(standing([issued, review, event('UPHELD', '2022-02-01')], '2022-02-01')).toEqual({
      status: 'VALID',
      since: '2022-02-01',
    });
  });

  it('V26, L15: a revoked certificate keeps answering, with its day; the day before it was valid', () => {
    const events = [issued, event('REVOKED', '2027-02-03')];
    expect(standing(events, '2030-01-01')).toEqual({ status: 'REVOKED', since: '2027-02-03' });
    expect(standing(events, '2027-02-02')).toEqual({ status: 'VALID', since: '2021-09-20' });
    expect(holds('REVOKED')).toBe(false);
  });

  it('L15: a reinstated certificate is valid again, from the day of the decision', () => {
    const events = [issued, event('REVOKED', '2027-02-03'), event('REINSTATED', '2027-03-01')];
    expect(standing(events, '2027-02-28')).toMatchObject({ status: 'REVOKED' });
    expect(standing(events, '2027-03-01')).toEqual({ status: 'VALID', since: '2027-03-01' });
  });

  it('of two events on one day, the one recorded last stands', () => {
    const events = [issued, event('REVOKED', '2027-02-03'), event('REINSTATED', '2027-02-03')];
    expect(standing(events, '2027-02-03')).toMatchObject({ status: 'VALID' });
  });

  it('L16: a version that a new one took the place of is replaced, and no longer holds', () => {
    const answer = standing([issued, event('REPLACED', '2023-05-01')], '2023-05-01');
    expect(answer).toEqual({ status: 'REPLACED', since: '2023-05-01' });
    expect(holds('REPLACED')).toBe(false);
  });

  it('expires after its last day, not on it', () => {
    expect(standing([issued], '2024-09-20', '2024-09-20')).toMatchObject({ status: 'VALID' });
    expect(standing([issued], '2024-09-21', '2024-09-20')).toMatchObject({ status: 'EXPIRED' });
    expect(holds('EXPIRED')).toBe(false);
  });

  it('a review does not outlive the last day, and a revoked certificate stays revoked after it', () => {
    const review = [issued, event('REVIEW_REQUIRED', '2022-01-10')];
    const revoked = [issued, event('REVOKED', '2022-01-10')];
    expect(standing(review, '2024-09-21', '2024-09-20')).toMatchObject({ status: 'EXPIRED' });
    expect(standing(revoked, '2024-09-21', '2024-09-20')).toMatchObject({ status: 'REVOKED' });
  });

  const days = fc.nat(40).map((count) => addDays(date('2024-01-01'), count));
  const later = fc.array(
    fc.record({
      kind: fc.constantFrom<CertificateEventKind[]>(
        'REVIEW_REQUIRED',
        'UPHELD',
        'REVOKED',
        'REINSTATED',
        'REPLACED',
      ),
      on: days,
    }),
  );
  const lives = later.map((events) => [event('ISSUED', '2024-01-01'), ...events]);
  const ends = fc.option(days);

  it('V26: an issued certificate answers on every day, whatever happened to it', () => {
    fc.assert(
      fc.property(lives, ends, days, (events, end, on) => {
        const answer = certificateStanding(events, end, on)!;
        expect(answer.since <= on).toBe(true);
        if (answer.status === 'EXPIRED') expect(end! < on).toBe(true);
      }),
    );
  });

  it('L15: EXPIRED since its last day, or since a revocation ended: no review and no new version moves that day', () => {
    fc.assert(
      fc.property(lives, ends, days, (events, end, on) => {
        const answer = certificateStanding(events, end, on)!;
        fc.pre(answer.status === 'EXPIRED');
        const known = events.filter((one) => one.on <= on);
        const reinstated = known.findLast((one) => one.kind === 'REINSTATED')?.on ?? end!;
        expect(answer.since).toBe(reinstated > end! ? reinstated : addDays(end!, 1));
      }),
    );
    const life = [issued, event('REVIEW_REQUIRED', '2022-01-10')];
    const expired = { status: 'EXPIRED', since: '2022-09-20' };
    expect(standing(life, '2022-10-01', '2022-09-19')).toEqual(expired);
    expect(standing([...life, event('UPHELD', '2022-10-01')], '2022-10-01', '2022-09-19')).toEqual(expired);
    expect(standing([event('REISSUED', '2022-10-01')], '2022-10-01', '2022-09-19')).toEqual(expired);
  });

  it('V38: what happens later does not change how it stood', () => {
    fc.assert(
      fc.property(lives, ends, days, later, (events, end, on, more) => {
        const after = more.filter((one) => one.on > on);
        expect(certificateStanding([...events, ...after], end, on)).toEqual(
          certificateStanding(events, end, on),
        );
      }),
    );
  });

  it('V25: of all events only revoking and replacing end it; without an end date nothing else does', () => {
    fc.assert(
      fc.property(
        lives,
        later.filter((more) => more.length > 0),
        (events, more) => {
          const on = date('2024-12-31');
          const answer = certificateStanding([...events, ...more], null, on)!;
          const last = more.at(-1)!.kind;
          expect(holds(answer.status)).toBe(last !== 'REVOKED' && last !== 'REPLACED');
        },
      ),
    );
  });
});

describe('the table of certificate events', () => {
  const STATUSES = Object.keys(CERTIFICATE_TRANSITIONS) as StoredStatus[];
  const FIRST: readonly CertificateEventKind[] = ['ISSUED', 'REISSUED', 'CORRECTED', 'RENEWED'];

  it('3d: is closed: every kind leads to a status of the table, and every kind in it is a kind, named once', () => {
    expect(Object.keys(STATUS_AFTER).sort()).toEqual([...CERTIFICATE_EVENT_KINDS].sort());
    for (const status of Object.values(STATUS_AFTER)) expect(STATUSES).toContain(status);
    for (const [status, kinds] of Object.entries(CERTIFICATE_TRANSITIONS)) {
      for (const kind of kinds) expect(CERTIFICATE_EVENT_KINDS).toContain(kind);
      expect(new Set(kinds).size).toBe(kinds.length);
      expect(kinds.map((kind) => STATUS_AFTER[kind])).not.toContain(status);
    }
  });

  it('3d: a kind begins a version or happens to one, never both; each has its place', () => {
    const later = new Set(Object.values(CERTIFICATE_TRANSITIONS).flat());
    expect(CERTIFICATE_EVENT_KINDS.filter((kind) => !later.has(kind))).toEqual([...FIRST]);
    for (const kind of FIRST) expect(STATUS_AFTER[kind]).toBe('VALID');
  });

  it('V25, L22: nothing but a decision leads out of a review, and only a fact leads into it', () => {
    expect(CERTIFICATE_TRANSITIONS.REVIEW_REQUIRED).toEqual(['UPHELD', 'REPLACED', 'REVOKED']);
    const into = STATUSES.filter((status) => mayHappen(status, 'REVIEW_REQUIRED'));
    expect(into).toEqual(['VALID']);
  });

  it('V26: only REPLACED is final; what was revoked can be reinstated and nothing else', () => {
    expect(STATUSES.filter((status) => CERTIFICATE_TRANSITIONS[status].length === 0)).toEqual(['REPLACED']);
    expect(CERTIFICATE_TRANSITIONS.REVOKED).toEqual(['REINSTATED']);
  });

  /** Any life that the table allows: at each step one of the kinds that may happen, by its place in the list. */
  const lives = fc.array(fc.nat(99), { maxLength: 12 }).map((choices) => {
    const kinds: CertificateEventKind[] = ['ISSUED'];
    for (const choice of choices) {
      const next = CERTIFICATE_TRANSITIONS[STATUS_AFTER[kinds.at(-1)!]];
      if (next.length > 0) kinds.push(next[choice % next.length]!);
    }
    return kinds;
  });

  it('3d: along every life it allows, the standing is that of the last event, and every review is decided or last', () => {
    fc.assert(
      fc.property(lives, (kinds) => {
        const events = kinds.map((kind, index) => ({ kind, on: addDays(date('2024-01-01'), index) }));
        for (const [index, { kind, on }] of events.entries()) {
          expect(certificateStanding(events, null, on)).toEqual({ status: STATUS_AFTER[kind], since: on });
          const next = kinds[index + 1];
          if (next !== undefined) expect(mayHappen(STATUS_AFTER[kind], next)).toBe(true);
          if (kind === 'REVIEW_REQUIRED' && next !== undefined)
            expect(['UPHELD', 'REPLACED', 'REVOKED']).toContain(next);
          if (kind === 'REPLACED') expect(next).toBeUndefined();
        }
      }),
    );
  });

  it('V22: of the versions under one number at most one holds, as each begins when the one before is replaced', () => {
    for (const status of STATUSES) {
      const replaceable = mayHappen(status, 'REPLACED');
      expect(replaceable).toBe(holds(status));
    }
  });
});

describe('how long a certificate holds', () => {
  const days = fc.nat(2_000).map((count) => addDays(date('2024-01-01'), count));
  const months = fc.integer({ min: 1, max: 60 });

  it('L15: from its first day for whole months, the last day included; without a limit for ever', () => {
    expect(lastDay(date('2026-02-02'), 12)).toBe('2027-02-01');
    expect(lastDay(date('2024-02-29'), 12)).toBe('2025-02-27');
    expect(lastDay(date('2026-02-02'), null)).toBeNull();
  });

  it('L15: a renewal loses no day of the period before, and leaves no more than two periods ahead', () => {
    fc.assert(
      fc.property(days, days, months, (validUntil, today, validMonths) => {
        const until = renewedUntil(validUntil, validMonths, today);
        if (until === null) {
          expect(validUntil >= addMonths(today, validMonths)).toBe(true);
          return;
        }
        expect(until > validUntil).toBe(true);
        expect(until >= lastDay(today, validMonths)).toBe(true);
        expect(until < addMonths(addMonths(today, validMonths), validMonths)).toBe(true);
      }),
    );
  });

  it('L15: a second renewal at once is refused', () => {
    fc.assert(
      fc.property(days, months, (today, validMonths) => {
        const first = lastDay(today, validMonths);
        const second = renewedUntil(first, validMonths, today)!;
        expect(renewedUntil(second, validMonths, today)).toBeNull();
      }),
    );
  });
});

describe('a certificate number', () => {
  const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const numbers = fc
    .uint8Array({ minLength: 8, maxLength: 8, max: 247 })
    .map((bytes) => certificateNumber(bytes)!);

  it('reads FL-xxxx-xxxx-x, without the characters that people mistake for each other', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(number).toMatch(/^FL-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]$/);
      }),
    );
  });

  it('V26: a number that has been printed stays readable in every later version', () => {
    expect(certificateNumber(new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]))).toBe('FL-2345-6789-C');
    expect(readCertificateNumber('FL-2345-6789-C')).toBe('FL-2345-6789-C');
  });

  it('every character is as likely as any other in every place: bytes that would favour some are passed over', () => {
    for (let place = 0; place < 8; place += 1) {
      const drawn = Array.from({ length: 256 }, (_, byte) => {
        const bytes = new Uint8Array(9);
        bytes[place] = byte;
        // Whatever is passed over, the ninth byte shows as the last character instead.
        bytes[8] = 30;
        return byte < 248 ? certificateNumber(bytes)!.replaceAll('-', '')[2 + place]! : null;
      });
      const counts = new Map<string | null, number>();
      for (const character of drawn) counts.set(character, (counts.get(character) ?? 0) + 1);
      expect([...counts.entries()].filter(([character]) => character !== null)).toHaveLength(31);
      expect(new Set(counts.values())).toEqual(new Set([8]));
    }
  });

  it('passes over a byte that would favour some characters, and is none where too few are left', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8, max: 247 }),
        fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 248, max: 255 })), { maxLength: 5 }),
        (bytes, uneven) => {
          const mixed = Array.from(bytes);
          for (const [place, byte] of uneven) mixed.splice(place, 0, byte);
          expect(certificateNumber(Uint8Array.from(mixed))).toBe(certificateNumber(bytes));
          expect(certificateNumber(Uint8Array.from(mixed.slice(0, -1)))).toEqual(
            mixed.at(-1)! > 247 ? certificateNumber(bytes) : null,
          );
        },
      ),
    );
  });

  it('differs wherever the random bytes differ', () => {
    const byte = fc.integer({ min: 0, max: 30 });
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 8, max: 30 });
    fc.assert(
      fc.property(bytes, fc.nat(7), byte, (before, index, value) => {
        fc.pre(before[index] !== value);
        const after = Uint8Array.from(before);
        after[index] = value;
        expect(certificateNumber(after)).not.toBe(certificateNumber(before));
      }),
    );
  });

  it('is read back from any case, with spaces or dashes anywhere, with or without FL', () => {
    const gaps = fc.array(fc.constantFrom('', ' ', '-', ' - '), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(numbers, gaps, fc.boolean(), fc.boolean(), (number, gap, lower, bare) => {
        const characters = [...number.replaceAll('-', '').slice(bare ? 2 : 0)];
        const typed = characters.map((character, index) => character + gap[index]).join('');
        expect(readCertificateNumber(lower ? typed.toLowerCase() : typed)).toBe(number);
      }),
    );
  });

  /** Tries every place of some numbers, with every letter and figure. */
  const everywhere = (check: (text: string, index: number, letter: string) => void) =>
    fc.assert(
      fc.property(numbers, (number) => {
        const text = number.replaceAll('-', '');
        for (let index = 0; index < text.length; index += 1)
          for (const letter of LETTERS) check(text, index, letter);
      }),
      { numRuns: 20 },
    );

  it('with any single wrong character is rejected', () => {
    everywhere((text, index, wrong) => {
      if (text[index] === wrong) return;
      expect(readCertificateNumber(text.slice(0, index) + wrong + text.slice(index + 1))).toBeNull();
    });
  });

  it('with two neighbouring characters swapped is rejected, whichever they are and wherever they stand', () => {
    const swapped = (number: string, index: number) => {
      const characters = [...number.replaceAll('-', '')];
      const [first, second] = [characters[index]!, characters[index + 1]!];
      if (first === second) return;
      characters.splice(index, 2, second, first);
      expect(readCertificateNumber(characters.join(''))).toBeNull();
    };
    // Every pair in every place of the random part; the check character and FL follow in any number.
    for (let place = 0; place < 7; place += 1)
      for (let pair = 0; pair < 31 * 31; pair += 1) {
        const bytes = new Uint8Array(8).fill(5);
        bytes.set([Math.floor(pair / 31), pair % 31], place);
        swapped(certificateNumber(bytes)!, 2 + place);
      }
    fc.assert(fc.property(numbers, fc.nat(9), swapped));
  });

  it('with a character too few or too many is rejected', () => {
    everywhere((text, index, extra) => {
      expect(readCertificateNumber(text.slice(0, index) + text.slice(index + 1))).toBeNull();
      expect(readCertificateNumber(text.slice(0, index) + extra + text.slice(index))).toBeNull();
    });
  });

  it.each(['', 'FL', 'FL-0000-0000-0', 'hello', '010203-1234', 'FL-2345-6789-CØ', 'FL-2345-6789-C٣', '💜'])(
    'is not "%s"',
    (text) => {
      expect(readCertificateNumber(text)).toBeNull();
    },
  );
});

describe('V26: what a stranger is told of a certificate whose holder was erased', () => {
  it.each(['VALID', 'REVIEW_REQUIRED', 'REVOKED', 'REPLACED', 'EXPIRED'] as const)(
    'is that, however it stood: %s',
    (status) => {
      const standing = { status, since: date('2026-01-01') };
      expect(toldStanding(standing, null)).toEqual(standing);
      expect(toldStanding(standing, date('2030-01-01'))).toEqual({
        status: 'HOLDER_ERASED',
        since: '2030-01-01',
      });
    },
  );
});
