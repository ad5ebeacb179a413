/** A correction says first what it would change, and for whom: the rehearsal and the real run cannot differ (V25, L22). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sql, { raw } from 'sql-template-tag';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { startApp, type TestApp } from '../support/app.js';
import { AGENCY, Journeys, OTHER_PROVIDER, PROVIDER, type Begun, type Fields } from '../support/journeys.js';

const STANDING = `status certified completed attendedHalfDays madeUpHalfDays missedHalfDays creditedMinutes remainingMinutes
  requirements { kind state explanation } certificates { number version status }`;
const EFFECTS = `effects { enrolment { id } before { ${STANDING} } after { ${STANDING} } reviewRequired } othersAffected`;
const ENROLMENT_NOW = `query($id: ID!) { enrolment(id: $id) { status progress { certified completed
  attendance { attendedHalfDays madeUpHalfDays } supervision { creditedMinutes } requirements { kind state explanation } } } }`;

/** Two supervision groups of a track under a credit rule that divides by the number present. */
const BABCP = 'AD_DELT';

describe('a correction, rehearsed', () => {
  let app: TestApp;
  let journeys: Journeys;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forloeb-programmes-'));
    const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8');
    writeFileSync(join(folder, 'ad-bostoette-2019.jsonc'), rules);
    const shared = rules
      .replaceAll('AD_BOSTOETTE_2019', BABCP)
      .replace('"credit": "CLOCK"', '"credit": "BABCP"');
    writeFileSync(join(folder, 'ad-delt.jsonc'), shared);
    app = await startApp('2025-01-20T10:00:00Z', { programmeFolder: folder });
    journeys = new Journeys(app);
    await journeys.provider('nordlys');
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Every row of every table, as text. */
  async function everything(): Promise<Record<string, string[]>> {
    const contents: Record<string, string[]> = {};
    for (const { tableName } of app.store.database.writer.entityMetadatas) {
      const rows = await app.store.query<object>(sql`SELECT * FROM ${raw(`"${tableName}"`)}`);
      contents[tableName] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return contents;
  }

  /** Rehearses, sees that nothing is left behind, does it, and sees that the effects are the same. */
  async function rehearseAndDo(name: string, input: Fields, roles = PROVIDER): Promise<any> {
    const before = await everything();
    const rehearsed = await journeys.act(roles, name, { ...input, dryRun: true }, EFFECTS);
    expect(rehearsed).not.toHaveProperty('code');
    expect(await everything()).toEqual(before);
    const done = await journeys.act(roles, name, input, EFFECTS);
    expect(done).toEqual(rehearsed);
    expect(await everything()).not.toEqual(before);
    return done;
  }

  const attendanceInput = async (one: Begun, index: number, part: string, state = 'ABSENT') => ({
    enrolmentId: one.enrolmentId,
    halfDayId: await journeys.halfDay(one.seminarDays[index]!, part),
    state,
    reason: 'Listen var forkert',
  });

  /** What everybody reads afterwards is what the effects said. */
  async function expectAsSaid(effect: any): Promise<void> {
    const { enrolment } = await journeys.ask(AGENCY, ENROLMENT_NOW, { id: effect.enrolment.id });
    const { status, certified, completed, attendedHalfDays, creditedMinutes, requirements } = effect.after;
    expect(enrolment).toMatchObject({
      status,
      progress: {
        certified,
        completed,
        attendance: { attendedHalfDays },
        supervision: { creditedMinutes },
        requirements,
      },
    });
  }

  it('L22, V25: 16 half-days to 15: requirement, completion, status and the number under review, before and after', async () => {
    const one = await journeys.certified({ supervised: true });
    const { number } = one.certificate;
    const done = await rehearseAndDo('attendanceCorrect', await attendanceInput(one, 2, 'PM'));
    expect(done).toMatchObject({
      othersAffected: 0,
      effects: [
        {
          enrolment: { id: one.enrolmentId },
          reviewRequired: [number],
          before: {
            status: 'COMPLETED',
            certified: true,
            completed: true,
            attendedHalfDays: 16,
            certificates: [{ number, version: 1, status: 'VALID' }],
            requirements: [{ kind: 'ATTENDANCE', state: 'MET' }, { state: 'MET' }, { state: 'MET' }],
          },
          after: {
            status: 'ACTIVE',
            certified: true,
            completed: false,
            attendedHalfDays: 15,
            missedHalfDays: 1,
            certificates: [{ number, version: 1, status: 'REVIEW_REQUIRED' }],
            requirements: [
              {
                kind: 'ATTENDANCE',
                state: 'AT_RISK',
                explanation: expect.stringContaining('seminar 2, dag 1, eftermiddag'),
              },
              {},
              {},
            ],
          },
        },
      ],
    });
    await expectAsSaid(done.effects[0]);
    const back = await rehearseAndDo('attendanceCorrect', await attendanceInput(one, 2, 'PM', 'PRESENT'));
    expect(back.effects[0]).toMatchObject({
      reviewRequired: [],
      after: { status: 'COMPLETED', certificates: [{ status: 'REVIEW_REQUIRED' }] },
    });
  });

  it('after a dry run the enrolment in the answer is as it was, and a refusal is the same', async () => {
    const one = await journeys.certified();
    const input = await attendanceInput(one, 0, 'AM');
    const fields = 'enrolment { status certificate { status } progress { attendance { attendedHalfDays } } }';
    const dry = await journeys.succeed(PROVIDER, 'attendanceCorrect', { ...input, dryRun: true }, fields);
    expect(dry.enrolment).toEqual({
      status: 'ACTIVE',
      certificate: { status: 'VALID' },
      progress: { attendance: { attendedHalfDays: 16 } },
    });
    const same = { ...input, state: 'PRESENT' };
    for (const dryRun of [true, false])
      expect(await journeys.act(PROVIDER, 'attendanceCorrect', { ...same, dryRun }, fields)).toMatchObject({
        __typename: 'InvalidInput',
        problems: [{ path: 'state' }],
      });
    const stranger = await journeys.act(
      OTHER_PROVIDER,
      'attendanceCorrect',
      { ...input, dryRun: true },
      EFFECTS,
    );
    expect(stranger).toMatchObject({ __typename: 'NotFound' });
  });

  it('L1: a make-up that hangs on the corrected half-day moves with it', async () => {
    const one = await journeys.begin();
    await journeys.attend(one, '2 PM');
    app.clock.set('2025-01-21T10:00:00Z');
    const elsewhere = await journeys.cohort();
    const [day] = await journeys.days(elsewhere, 'SEMINAR', 2, ['2025-10-06']);
    app.clock.set('2026-03-10T10:00:00Z');
    const makesUpHalfDayId = await journeys.halfDay(one.seminarDays[2]!, 'PM');
    const entry = { enrolmentId: one.enrolmentId, part: 'PM', state: 'PRESENT', makesUpHalfDayId };
    await journeys.succeed(
      PROVIDER,
      'attendanceRecord',
      { courseDayId: day, entries: [entry] },
      'courseDay { id }',
    );
    // The guest was not there after all: nothing is made up any more.
    const input = {
      enrolmentId: one.enrolmentId,
      halfDayId: await journeys.halfDay(day!, 'PM'),
      state: 'ABSENT',
      reason: 'Kom ikke',
    };
    const [effect] = (await rehearseAndDo('attendanceCorrect', input)).effects;
    expect(effect).toMatchObject({
      before: { attendedHalfDays: 15, madeUpHalfDays: 1, missedHalfDays: 0 },
      after: { attendedHalfDays: 15, madeUpHalfDays: 0, missedHalfDays: 1 },
    });
    await expectAsSaid(effect);
    // And present on the missed half-day itself, with the make-up in place again: it is not counted twice.
    await rehearseAndDo('attendanceCorrect', { ...input, state: 'PRESENT' });
    const both = await rehearseAndDo('attendanceCorrect', await attendanceInput(one, 2, 'PM', 'PRESENT'));
    expect(both.effects[0]).toMatchObject({
      before: { attendedHalfDays: 15, madeUpHalfDays: 1 },
      after: { attendedHalfDays: 16, madeUpHalfDays: 0 },
    });
  });

  it('nothing moves where nothing moves: a correction of times outside the meeting has no effect', async () => {
    const one = await journeys.begin();
    const [meetingId] = await journeys.supervise(one);
    const input = {
      meetingId,
      enrolmentId: one.enrolmentId,
      from: '2025-01-25T07:30:00Z',
      reason: 'Kom for tidligt',
    };
    expect(await rehearseAndDo('supervisionCorrect', input)).toMatchObject({
      effects: [],
      othersAffected: 0,
    });
  });

  it('V25, L22: 3000 minutes to 2940 reopen the completion and leave the certificate alone', async () => {
    const one = await journeys.begin();
    await journeys.attend(one);
    const [meetingId] = await journeys.supervise(one);
    await journeys.attempt(one.first, one.enrolmentId);
    await journeys.issue(one.enrolmentId);
    const input = {
      meetingId,
      enrolmentId: one.enrolmentId,
      from: '2025-01-25T09:00:00Z',
      reason: 'Kom kl. 10',
    };
    const done = await rehearseAndDo('supervisionCorrect', input);
    expect(done.effects).toMatchObject([
      {
        reviewRequired: [],
        before: { status: 'COMPLETED', creditedMinutes: 3000, remainingMinutes: 0 },
        after: {
          status: 'ACTIVE',
          creditedMinutes: 2940,
          remainingMinutes: 60,
          completed: false,
          certificates: [{ status: 'VALID' }],
        },
      },
    ]);
    await expectAsSaid(done.effects[0]);
  });

  describe('whose answers move', () => {
    const held = async (
      programmeKey: string,
      trackKey: string,
      members: string[],
      from: string,
      to: string,
    ) => {
      const providerId = await journeys.provider('substans');
      const form = { programmeKey, trackKey, name: 'Gruppe', enrolmentIds: members, providerId };
      const { group } = await journeys.succeed(AGENCY, 'supervisionGroupForm', form, 'group { id }');
      const plan = { groupId: group.id, startsAt: from, endsAt: to };
      const { meeting } = await journeys.succeed(PROVIDER, 'supervisionMeetingPlan', plan, 'meeting { id }');
      const presences = members.map((enrolmentId) => ({ enrolmentId }));
      const hold = { meetingId: meeting.id, startedAt: from, endedAt: to, presences, acceptOverlap: true };
      await journeys.succeed(PROVIDER, 'supervisionMeetingHold', hold, 'meeting { id }');
      return meeting.id as string;
    };

    it('1d: where the rule divides by the number present, one correction moves the minutes of all', async () => {
      app.clock.set('2025-01-20T10:00:00Z');
      const engagement = await journeys.engagement(BABCP);
      const members: string[] = [];
      for (const name of ['Anna', 'Bo', 'Carl', 'Dorte'])
        members.push(await journeys.enrol(engagement, (await journeys.person(name)).id));
      app.clock.set('2026-03-10T10:00:00Z');
      const meetingId = await held(
        BABCP,
        'MEETING_LEADER',
        members,
        '2025-04-01T08:00:00Z',
        '2025-04-01T11:00:00Z',
      );
      const input = { meetingId, enrolmentId: members[3], absent: true, reason: 'Var der ikke' };
      const done = await rehearseAndDo('supervisionCorrect', input);
      const minutes = Object.fromEntries(
        done.effects.map((each: any) => [
          each.enrolment.id,
          [each.before.creditedMinutes, each.after.creditedMinutes],
        ]),
      );
      // 180 min / 4 x 2 = 90 each; among three it is 120.
      const [anna, bo, carl, dorte] = members as [string, string, string, string];
      expect(minutes).toEqual({ [anna]: [90, 120], [bo]: [90, 120], [carl]: [90, 120], [dorte]: [90, 0] });
      for (const effect of done.effects) await expectAsSaid(effect);
      // All of them are settled: lists are ordered by the same minutes.
      const figures = await app.store.query<{ enrolmentId: string; creditedMinutes: number }>(sql`
        SELECT enrolment_id, credited_minutes FROM progress ORDER BY enrolment_id`);
      for (const [id, [, after]] of Object.entries(minutes) as [string, [number, number]][])
        expect(Number(figures.find((row) => row.enrolmentId === id)?.creditedMinutes)).toBe(after);
      expect((await journeys.enrolment(dorte)).status).toBe('ACTIVE');
    });

    /** One person on two tracks of a programme, in meetings that overlap by an hour (V12). */
    const onTwoTracks = async () => {
      app.clock.set('2025-01-20T10:00:00Z');
      const engagement = await journeys.engagement();
      const person = await journeys.person('Åse Møller');
      const leader = await journeys.enrol(engagement, person.id);
      const intro = await journeys.enrol(engagement, person.id, { trackKey: 'INTRO' });
      app.clock.set('2026-03-10T10:00:00Z');
      const key = journeys.programmeKey;
      const early = await held(
        key,
        'MEETING_LEADER',
        [leader],
        '2025-04-01T08:00:00Z',
        '2025-04-01T11:00:00Z',
      );
      const late = await held(key, 'INTRO', [intro], '2025-04-01T10:00:00Z', '2025-04-01T13:00:00Z');
      return { leader, intro, early, late };
    };

    it('V12: time that is credited once moves to the other track of the same person', async () => {
      const { leader, intro, early } = await onTwoTracks();
      const input = {
        meetingId: early,
        enrolmentId: leader,
        to: '2025-04-01T10:00:00Z',
        reason: 'Gik tidligere',
      };
      const done = await rehearseAndDo('supervisionCorrect', input);
      const by = new Map<string, any>(done.effects.map((each: any) => [each.enrolment.id, each]));
      expect([by.get(leader).before.creditedMinutes, by.get(leader).after.creditedMinutes]).toEqual([
        180, 120,
      ]);
      expect([by.get(intro).before.creditedMinutes, by.get(intro).after.creditedMinutes]).toEqual([120, 180]);
      for (const effect of done.effects) await expectAsSaid(effect);
      const figures = await app.store.query<{ creditedMinutes: number }>(sql`
        SELECT credited_minutes FROM progress WHERE enrolment_id = ${intro}`);
      expect(figures.map((row) => Number(row.creditedMinutes))).toEqual([180]);
    });

    it('V39: a provider reads the effects on its own people only, and how many others there are', async () => {
      app.clock.set('2025-01-20T10:00:00Z');
      const engagement = await journeys.engagement();
      const person = await journeys.person('Åse Møller');
      const leader = await journeys.enrol(engagement, person.id);
      const intro = await journeys.enrol(engagement, person.id, { trackKey: 'INTRO' });
      app.clock.set('2026-03-10T10:00:00Z');
      const track = (trackKey: string) => ({ programmeKey: journeys.programmeKey, trackKey, name: 'G' });
      const meeting = async (
        roles: typeof PROVIDER,
        trackKey: string,
        id: string,
        from: string,
        to: string,
      ) => {
        const form = { ...track(trackKey), enrolmentIds: [id] };
        const { group } = await journeys.succeed(roles, 'supervisionGroupForm', form, 'group { id }');
        const plan = { groupId: group.id, startsAt: from, endsAt: to };
        const planned = await journeys.succeed(roles, 'supervisionMeetingPlan', plan, 'meeting { id }');
        const hold = {
          meetingId: planned.meeting.id,
          startedAt: from,
          endedAt: to,
          presences: [{ enrolmentId: id }],
          acceptOverlap: true,
        };
        await journeys.succeed(roles, 'supervisionMeetingHold', hold, 'meeting { id }');
        return planned.meeting.id as string;
      };
      // Each is in a cohort of its provider, so that the provider may form a group with them.
      app.clock.set('2025-01-21T10:00:00Z');
      const own = await journeys.cohort();
      const theirs = await journeys.cohort(journeys.programmeKey, 'INTRO', 'nordlys');
      for (const [enrolmentId, cohortId] of [
        [leader, own],
        [intro, theirs],
      ])
        await journeys.succeed(AGENCY, 'enrolmentAssign', { enrolmentId, cohortId }, 'enrolment { id }');
      app.clock.set('2026-03-10T10:00:00Z');
      const early = await meeting(
        PROVIDER,
        'MEETING_LEADER',
        leader,
        '2025-04-01T08:00:00Z',
        '2025-04-01T11:00:00Z',
      );
      await meeting(OTHER_PROVIDER, 'INTRO', intro, '2025-04-01T10:00:00Z', '2025-04-01T13:00:00Z');
      const input = { meetingId: early, enrolmentId: leader, to: '2025-04-01T10:00:00Z', reason: 'Gik før' };
      const dry = { ...input, dryRun: true };
      const agency = await journeys.act(AGENCY, 'supervisionCorrect', dry, EFFECTS);
      expect(agency.effects.map((each: any) => each.enrolment.id).sort()).toEqual([leader, intro].sort());
      expect(agency.othersAffected).toBe(0);
      const done = await rehearseAndDo('supervisionCorrect', input);
      expect(done.effects.map((each: any) => each.enrolment.id)).toEqual([leader]);
      expect(done.othersAffected).toBe(1);
    });
  });
});
