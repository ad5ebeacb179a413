import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from './calendar.js';
import {
  certifiedWorkforce,
  hasDays,
  isMunicipal,
  isStaffLeader,
  lastsOn,
  ORGANISATION_TYPES,
  type HeldCertificate,
  type Job,
} from './employment.js';

const date = (text: string) => text as LocalDate;
const TODAY = date('2026-11-22');
const day = fc.integer({ min: -30, max: 30 }).map((days) => addDays(TODAY, days));
const period = fc.record({ validFrom: fc.option(day), validTo: fc.option(day) }).filter(hasDays);

describe('a job', () => {
  it('lasts from its first day up to the first day no longer there', () => {
    const job = { validFrom: date('2026-03-01'), validTo: date('2026-04-01') };
    expect(
      ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((on) => lastsOn(job, date(on))),
    ).toEqual([false, true, true, false]);
  });

  it('without days lasts always', () => {
    fc.assert(fc.property(day, (on) => lastsOn({ validFrom: null, validTo: null }, on)));
  });

  it('L4: one that ends where the next begins: on every day exactly one of the two', () => {
    fc.assert(
      fc.property(day, day, (change, on) => {
        const before = lastsOn({ validFrom: null, validTo: change }, on);
        const after = lastsOn({ validFrom: change, validTo: null }, on);
        expect(before).toBe(!after);
      }),
    );
  });

  it('has days unless it ends on or before its first', () => {
    fc.assert(
      fc.property(day, day, (validFrom, validTo) => {
        const days = [...Array(61).keys()].map((index) => addDays(TODAY, index - 30));
        expect(hasDays({ validFrom, validTo })).toBe(days.some((on) => lastsOn({ validFrom, validTo }, on)));
      }),
    );
  });

  it('R14, L19: myndighed and jobcenter are the municipality’s, psychiatry and region are not', () => {
    expect(ORGANISATION_TYPES.filter(isMunicipal)).toEqual(['MUNICIPALITY', 'AUTHORITY', 'JOB_CENTRE']);
  });
});

describe('R16: a job title of somebody who leads staff', () => {
  it.each([
    'Leder',
    'afdelingsleder',
    'Personaleleder',
    'Leder af Familiehuset',
    'Afdelingsleder, Jobcenter',
    'Teamleder / mødeleder',
    'Socialchef',
    'Centerchef',
    'Direktør',
    'Team leader',
    'Manager',
  ])('%s', (role) => expect(isStaffLeader(role)).toBe(true));

  it.each([
    'Mødeleder',
    'Netværksmødeleder',
    'Projektleder',
    'Meeting leader',
    'Senior project leader',
    'Pædagog',
    'Ledelseskonsulent',
    'Koordinator',
    '',
  ])('not %s', (role) => expect(isStaffLeader(role)).toBe(false));
});

describe('Q21: certified people by where they work', () => {
  const job: fc.Arbitrary<Job> = fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('621', '630'), period)
    .map(([personId, municipalityCode, dates]) => ({ personId, municipalityCode, ...dates }));
  const certificate: fc.Arbitrary<HeldCertificate> = fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(day), day, fc.option(day))
    .map(([personId, validUntil, issued, revoked]) => ({
      personId,
      validUntil,
      events: [
        { kind: 'ISSUED' as const, on: issued },
        ...(revoked === null || revoked < issued ? [] : [{ kind: 'REVOKED' as const, on: revoked }]),
      ],
    }));
  const facts = fc.tuple(fc.array(job, { maxLength: 8 }), fc.array(certificate, { maxLength: 6 }), day);

  it('what changes until the day accounts for the difference', () => {
    fc.assert(
      fc.property(facts, ([jobs, certificates, on]) => {
        const { municipalities } = certifiedWorkforce(jobs, certificates, { on, today: TODAY });
        for (const row of municipalities)
          expect(row.certified).toBe(row.certifiedToday - row.leaving - row.expiring + row.joining);
      }),
    );
  });

  it('on the day itself nothing changes', () => {
    fc.assert(
      fc.property(facts, ([jobs, certificates]) => {
        const { municipalities } = certifiedWorkforce(jobs, certificates, { on: TODAY, today: TODAY });
        for (const row of municipalities)
          expect(row).toMatchObject({ certified: row.certifiedToday, leaving: 0, expiring: 0, joining: 0 });
      }),
    );
  });

  it('V28, V37: each person once over all; with those who work nowhere they are everybody who is certified', () => {
    fc.assert(
      fc.property(facts, ([jobs, certificates, on]) => {
        const answer = certifiedWorkforce(jobs, certificates, { on, today: TODAY });
        const sum = answer.municipalities.reduce((total, row) => total + row.certified, 0);
        expect(answer.persons).toBeLessThanOrEqual(sum);
        expect(answer.persons).toBeGreaterThanOrEqual(
          Math.max(0, ...answer.municipalities.map((row) => row.certified)),
        );
        const everywhere = ['a', 'b', 'c', 'd'].map((personId) => ({
          personId,
          municipalityCode: '621',
          validFrom: null,
          validTo: null,
        }));
        const all = certifiedWorkforce(everywhere, certificates, { on, today: TODAY });
        expect(answer.persons + answer.elsewhere).toBe(all.persons);
      }),
    );
  });
});
