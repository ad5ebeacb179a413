/** Who had which seat on which day, when it is recorded late: on no day more people than seats (V1, V2). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { School, type EnrolOptions } from '../support/school.js';

let school: School;
beforeAll(async () => {
  school = await School.open();
});
afterAll(() => school.app.close());
beforeEach(async () => {
  school.app.clock.set('2025-01-01T08:00:00Z');
  await school.begin();
});

const enrol = (options: EnrolOptions = {}) => school.enrol(school.anotherName(), options);
const fill = async (seats: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < seats; n += 1) ids.push(await enrol());
  return ids;
};
const usage = async (validOn: string | null = null) => {
  const data = await school.agency.query(
    `query($code: String!, $asOf: AsOfInput) { seatUsage(programmeKey: "AD_BOSTOETTE_2019", trackKey: "MEETING_LEADER",
      municipalityCode: $code, asOf: $asOf) { engagement { id } granted held offered free } }`,
    { code: school.home, asOf: validOn === null ? null : { validOn } },
  );
  return data.seatUsage[0];
};
const withdraw = (enrolmentId: string | undefined, on: string) =>
  school.agency.succeed('enrolmentWithdraw', { enrolmentId, on }, 'enrolment { status }');
const tooEarly = (day: string) => ({
  code: 'INVALID_INPUT',
  problems: [{ path: 'on', message: expect.stringContaining(day) }],
});

describe('a seat that is taken on a day in the past', () => {
  it('V2: is not passed on from a day on which the one before still had it', async () => {
    const [first] = await fill(6);
    school.app.clock.set('2025-03-10T09:00:00Z');
    const replace = async (enrolmentId: string | undefined, on: string) => {
      const personId = await school.person(school.anotherName());
      return school.agency.act('enrolmentReplace', { enrolmentId, personId, on }, 'joined { id }');
    };
    const { joined } = await replace(first, '2025-03-10');
    expect(await replace(joined.id, '2025-03-05')).toMatchObject(tooEarly('2025-03-10'));
    expect(await usage()).toMatchObject({ held: 6, free: 0 });
    expect(await replace(joined.id, '2025-03-10')).toMatchObject({ joined: { id: expect.any(String) } });
    school.app.clock.set('2025-03-20T09:00:00Z');
    expect(await usage('2025-03-07')).toMatchObject({ granted: 0, held: 6, free: 0 });
    expect(await usage('2025-03-10')).toMatchObject({ granted: 0, held: 6, free: 0 });
  });

  it('V2: is one that nobody had on that day, if there is any', async () => {
    const [first] = await fill(5);
    school.app.clock.set('2025-03-10T09:00:00Z');
    await withdraw(first, '2025-03-10');
    await enrol({ on: '2025-03-01' });
    school.app.clock.set('2025-03-20T09:00:00Z');
    expect(await usage('2025-03-05')).toMatchObject({ held: 6, free: 0 });
    expect(await usage()).toMatchObject({ held: 5, free: 1 });
  });

  it('V1: is refused where others had all of them on that day', async () => {
    const [first] = await fill(6);
    school.app.clock.set('2025-03-10T09:00:00Z');
    await withdraw(first, '2025-03-10');
    const { engagement } = await usage();
    const personId = await school.person(school.anotherName());
    const place = { engagementId: engagement.id, municipalityCode: school.home, trackKey: 'MEETING_LEADER' };
    const confirm = (on: string) =>
      school.agency.act('enrolmentConfirm', { ...place, personId, on }, 'enrolment { id }');
    expect(await confirm('2025-03-09')).toMatchObject(tooEarly('2025-03-10'));
    expect(await usage()).toMatchObject({ held: 5, free: 1 });
    expect(await confirm('2025-03-10')).toMatchObject({ enrolment: { id: expect.any(String) } });
  });

  it('V1: is not offered on the days from which on it is said to be held', async () => {
    const [first] = await fill(6);
    const waiting = await enrol({ waitlist: true });
    school.app.clock.set('2025-03-02T09:00:00Z');
    await withdraw(first, '2025-03-02');
    expect(await usage()).toMatchObject({ held: 5, offered: 1 });
    school.app.clock.set('2025-03-05T09:00:00Z');
    const { enrolment } = await school.agency.query(
      'query($id: ID!) { enrolment(id: $id) { person { id } } }',
      {
        id: waiting,
      },
    );
    await enrol({ personId: enrolment.person.id, on: '2025-03-03' });
    school.app.clock.set('2025-03-10T09:00:00Z');
    expect(await usage('2025-03-02')).toMatchObject({ held: 5, offered: 1, free: 0 });
    expect(await usage('2025-03-04')).toMatchObject({ held: 6, offered: 0, free: 0 });
  });
});

describe('somebody who waited while the course was running', () => {
  const seated: readonly (readonly [how: string, seat: (id: string) => Promise<unknown>])[] = [
    [
      'accepts an offer',
      async (id) => {
        const { enrolment } = await school.agency.query(
          'query($id: ID!) { enrolment(id: $id) { seatOffers { id } } }',
          { id },
        );
        const input = { offerId: enrolment.seatOffers[0].id };
        return school.agency.succeed('seatOfferAccept', input, 'enrolment { id }');
      },
    ],
    [
      'is seated',
      async (id) => {
        const { enrolment } = await school.agency.query(
          'query($id: ID!) { enrolment(id: $id) { person { id } } }',
          { id },
        );
        return enrol({ personId: enrolment.person.id });
      },
    ],
  ];

  it.each(seated)('L6, L8: and %s has missed the days before, and has not begun', async (_, seat) => {
    const cohort = await school.cohort(school.substans);
    const [first] = await fill(6);
    const waiting = await enrol({ waitlist: true, cohortId: cohort.id });
    // After the first seminar.
    school.app.clock.set('2025-02-20T09:00:00Z');
    await withdraw(first, '2025-02-20');
    await seat(waiting);
    const attendance = await school.attendance(waiting);
    expect(attendance.missed).toHaveLength(4);
    expect(attendance.notRecorded).toEqual([]);
    expect(await withdraw(waiting, '2025-02-21')).toMatchObject({ enrolment: { status: 'CANCELLED' } });
  });
});
