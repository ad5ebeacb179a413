/** What participants say: apologies for what is ahead, disputes about what is recorded, and what is answered (A23, L10). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sql from 'sql-template-tag';
import type { Client } from '../support/client.js';
import { halfDay, LATER_SEMINARS, School, type Cohort } from '../support/school.js';

const APOLOGY =
  'apology { id sentAt withdrawnAt acknowledgedAt answer halfDay { id } meeting { id } enrolment { id } }';
const DISPUTE =
  'dispute { id text open decision answer raisedAt answeredAt halfDay { id } meeting { id } enrolment { id } }';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ON_THE_DAY = '2025-02-11T18:00:00Z';

let school: School;
let people = 0;

beforeAll(async () => {
  school = await School.open();
});
afterAll(() => school.app.close());
beforeEach(async () => {
  school.app.clock.set('2025-01-01T08:00:00Z');
  await school.begin();
});

interface Someone {
  readonly id: string;
  readonly as: Client;
}

async function someone(cohort: Cohort | null, more: object = {}): Promise<Someone> {
  people += 1;
  const name = `Anna ${LETTERS[people % 26]}${LETTERS[Math.floor(people / 26)]} Holm`;
  const id = await school.enrol(name, { cohortId: cohort?.id ?? null, ...more });
  return { id, as: school.participant(name) };
}

async function send(by: Client, enrolmentId: string, subject: object): Promise<any> {
  return by.act('apologySend', { enrolmentId, ...subject }, APOLOGY);
}

async function dispute(by: Client, enrolmentId: string, subject: object, text = 'Jeg var der'): Promise<any> {
  return by.act('attendanceDispute', { enrolmentId, text, ...subject }, DISPUTE);
}

async function voices(by: Client, enrolmentId: string): Promise<any> {
  const data = await by.query(
    `query ($id: ID!) { enrolment(id: $id) { apologies { id withdrawnAt } disputes { id open text } } }`,
    { id: enrolmentId },
  );
  return data.enrolment;
}

async function history(action: string): Promise<any[]> {
  return school.app.store.query(sql`
    SELECT action, subject_id, "after", reason FROM audit_event WHERE action LIKE ${action} ORDER BY id`);
}

describe('L10: an apology for what is ahead', () => {
  it('L10: is sent by the participant, shown on the sheet, answered by the provider; all of it is kept', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    const target = { halfDayId: halfDay(cohort.days[0], 'PM') };
    const sent = await send(anna.as, anna.id, target);
    expect(sent).toMatchObject({
      __typename: 'ApologySendPayload',
      apology: { halfDay: { id: target.halfDayId }, meeting: null, withdrawnAt: null, acknowledgedAt: null },
    });
    const line = (await school.sheet(school.substans, cohort.days[0])).find(
      (row) => row.halfDay.part === 'PM',
    );
    expect(line.apology).toMatchObject({ id: sent.apology.id });
    const apologyId = sent.apology.id;
    const answered = await school.substans.succeed(
      'apologyAcknowledge',
      { apologyId, text: 'Tak for besked. Du kan tage det med hold 2.' },
      APOLOGY,
    );
    expect(answered.apology).toMatchObject({
      answer: 'Tak for besked. Du kan tage det med hold 2.',
      acknowledgedAt: expect.any(String),
    });
    const again = await school.substans.act('apologyAcknowledge', { apologyId }, APOLOGY);
    expect(again.__typename).toBe('Duplicate');
    expect((await voices(anna.as, anna.id)).apologies).toEqual([{ id: apologyId, withdrawnAt: null }]);
    const log = (await history('apology%')).filter((each) => each.subjectId === anna.id);
    expect(log.map((each) => each.action)).toEqual(['apologySend', 'apologyAcknowledge']);
  });

  it('L10: there is no room for a reason: not in the schema, not in the table', async () => {
    const { __type } = await school.agency.query(
      '{ __type(name: "ApologySendInput") { inputFields { name } } }',
    );
    expect(__type.inputFields.map((field: { name: string }) => field.name).sort()).toEqual([
      'enrolmentId',
      'halfDayId',
      'meetingId',
    ]);
    const columns = school.app.store.database.writer.entityMetadatas
      .filter((entity) => entity.tableName === 'apology')
      .flatMap((entity) => entity.columns.map((column) => column.databaseName));
    expect(columns).toContain('withdrawn_at');
    expect(columns.filter((name) => /reason|text|why|note/.test(name))).toEqual([]);
  });

  it('Decision 3: “all present” leaves those with an apology out until they are named, and says so', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    const bo = await someone(cohort);
    await send(anna.as, anna.id, { halfDayId: halfDay(cohort.days[0], 'PM') });
    school.app.clock.set(ON_THE_DAY);
    const states = async () =>
      (await school.sheet(school.substans, cohort.days[0])).map((row) => [
        row.enrolment.id === anna.id ? 'Anna' : 'Bo',
        row.halfDay.part,
        row.state,
      ]);
    const recorded = await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    expect(recorded.warnings).toEqual([
      { warning: 'APOLOGISED', enrolment: { id: anna.id }, halfDay: { part: 'PM' } },
    ]);
    expect(await states()).toEqual([
      ['Anna', 'AM', 'PRESENT'],
      ['Anna', 'PM', null],
      ['Bo', 'AM', 'PRESENT'],
      ['Bo', 'PM', 'PRESENT'],
    ]);
    const named = await school.record(school.substans, cohort.days[0], {
      default: 'PRESENT',
      entries: [{ enrolmentId: anna.id, part: 'PM', state: 'PRESENT' }],
    });
    expect(named.warnings).toEqual([]);
    expect((await states())[1]).toEqual(['Anna', 'PM', 'PRESENT']);
    expect(bo.id).not.toBe(anna.id);
  });

  it('L10: an absence says that an apology came, from the default, from an entry and from a correction', async () => {
    const cohort = await school.cohort(school.substans);
    const [anna, bo, eva] = [await someone(cohort), await someone(cohort), await someone(cohort)];
    for (const { as, id } of [anna, bo, eva]) {
      await send(as, id, { halfDayId: halfDay(cohort.days[0], 'AM') });
      await send(as, id, { halfDayId: halfDay(cohort.days[0], 'PM') });
    }
    const notified = async (who: Someone) =>
      (await school.sheet(school.substans, cohort.days[0]))
        .filter((row) => row.enrolment.id === who.id)
        .map((row) => row.notified);
    school.app.clock.set(ON_THE_DAY);
    await school.record(school.substans, cohort.days[0], {
      default: 'ABSENT',
      entries: [
        { enrolmentId: bo.id, part: 'AM', state: 'ABSENT' },
        { enrolmentId: bo.id, part: 'PM', state: 'ABSENT', notified: false },
        { enrolmentId: eva.id, state: 'PRESENT' },
      ],
    });
    expect(await notified(anna)).toEqual([true, true]);
    expect(await notified(bo)).toEqual([true, false]);
    expect(await notified(eva)).toEqual([null, null]);
    const correction = {
      enrolmentId: eva.id,
      halfDayId: halfDay(cohort.days[0], 'AM'),
      state: 'ABSENT',
      reason: 'Kom først om eftermiddagen',
    };
    await school.substans.succeed('attendanceCorrect', correction, 'enrolment { id }');
    expect(await notified(eva)).toEqual([true, null]);
  });

  it('is withdrawn until it begins; then “all present” counts the person in', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    const { apology } = await send(anna.as, anna.id, target);
    const withdraw = () => anna.as.act('apologyWithdraw', { apologyId: apology.id }, APOLOGY);
    expect((await withdraw()).apology.withdrawnAt).not.toBeNull();
    expect(await withdraw()).toMatchObject({ __typename: 'InvalidState', from: 'WITHDRAWN' });
    const seen = await school.substans.act('apologyAcknowledge', { apologyId: apology.id }, APOLOGY);
    expect(seen).toMatchObject({ __typename: 'InvalidState', from: 'WITHDRAWN' });
    const second = await send(anna.as, anna.id, { halfDayId: halfDay(cohort.days[0], 'PM') });
    expect((await voices(anna.as, anna.id)).apologies).toEqual([
      { id: apology.id, withdrawnAt: expect.any(String) },
      { id: second.apology.id, withdrawnAt: null },
    ]);
    school.app.clock.set(ON_THE_DAY);
    const late = await anna.as.act('apologyWithdraw', { apologyId: second.apology.id }, APOLOGY);
    expect(late).toMatchObject({ __typename: 'InvalidState', from: 'BEGUN' });
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    const rows = await school.sheet(school.substans, cohort.days[0]);
    expect(rows.map((row) => row.state)).toEqual(['PRESENT', null]);
  });

  it('refuses what has begun, is recorded, is nobody’s business, or was sent already', async () => {
    const cohort = await school.cohort(school.substans);
    const away = await school.cohort(school.substans, LATER_SEMINARS);
    const anna = await someone(cohort);
    const target = { halfDayId: halfDay(cohort.days[0], 'PM') };
    expect((await send(anna.as, anna.id, {})).problems[0].path).toBe('halfDayId');
    expect((await send(anna.as, anna.id, { ...target, meetingId: 'mee_1' })).problems[0].path).toBe(
      'halfDayId',
    );
    expect((await send(anna.as, anna.id, { halfDayId: 'nonsense' })).__typename).toBe('NotFound');
    for (const halfDayId of [halfDay(away.days[0], 'AM'), halfDay('day_nowhere', 'AM')])
      expect((await send(anna.as, anna.id, { halfDayId })).problems).toEqual([
        { path: 'halfDayId', message: 'is not something that this person is expected at' },
      ]);
    await send(anna.as, anna.id, target);
    expect((await send(anna.as, anna.id, target)).__typename).toBe('Duplicate');
    school.app.clock.set('2025-02-11T08:00:01Z');
    expect(await send(anna.as, anna.id, { halfDayId: halfDay(cohort.days[0], 'AM') })).toMatchObject({
      __typename: 'InvalidState',
      from: 'BEGUN',
    });
    const bo = await someone(cohort);
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    expect(await send(bo.as, bo.id, target)).toMatchObject({ __typename: 'InvalidState', from: 'RECORDED' });
    await school.substans.succeed(
      'courseDayCancel',
      { courseDayId: cohort.days[1], reason: 'Sne' },
      'courseDay { id }',
    );
    expect((await send(bo.as, bo.id, { halfDayId: halfDay(cohort.days[1], 'AM') })).__typename).toBe(
      'InvalidInput',
    );
  });

  it('V39: the coordinator sends for own seats only; a provider sees and answers only about its own dates', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    const other = await someone(cohort, { municipalityCode: school.other });
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    const coordinator = school.coordinator(school.home);
    const sent = await send(coordinator, anna.id, target);
    expect(sent.__typename).toBe('ApologySendPayload');
    expect((await send(coordinator, other.id, target)).__typename).toBe('NotFound');
    expect((await send(anna.as, other.id, target)).__typename).toBe('NotFound');
    const theirs = await send(other.as, other.id, target);
    const withdraw = { apologyId: theirs.apology.id };
    expect((await coordinator.act('apologyWithdraw', withdraw, APOLOGY)).__typename).toBe('NotFound');
    // Fonden meets the other at supervision, but does not run this cohort.
    const group = await school.agency.succeed(
      'supervisionGroupForm',
      {
        programmeKey: 'AD_BOSTOETTE_2019',
        trackKey: 'MEETING_LEADER',
        name: 'Fondens gruppe',
        enrolmentIds: [other.id],
        providerId: await providerId('fonden'),
      },
      'group { id }',
    );
    expect(group.group.id).toBeTruthy();
    expect((await voices(school.fonden, other.id)).apologies).toEqual([]);
    expect((await voices(school.substans, other.id)).apologies).toHaveLength(1);
    const acknowledge = { apologyId: theirs.apology.id };
    expect((await school.fonden.act('apologyAcknowledge', acknowledge, APOLOGY)).__typename).toBe('NotFound');
    const seen = await school.sheet(coordinator, cohort.days[0]);
    expect(seen.map((row) => row.enrolment.id)).toEqual([anna.id, anna.id]);
  });

  it('Decision 3: a supervision meeting: “all present” leaves out who sent an apology, and says so', async () => {
    const anna = await someone(null);
    const bo = await someone(null);
    const groupId = await school.group(school.agency, [anna.id, bo.id]);
    const meetingId = await school.meeting(school.agency, groupId, '2025-02-20');
    const sent = await send(anna.as, anna.id, { meetingId });
    expect(sent.apology).toMatchObject({ meeting: { id: meetingId }, halfDay: null });
    const asked = `query ($id: ID!) { supervisionMeeting(id: $id) { apologies { id enrolment { id } } } }`;
    const seen = await school.agency.query(asked, { id: meetingId });
    expect(seen.supervisionMeeting.apologies).toEqual([{ id: sent.apology.id, enrolment: { id: anna.id } }]);
    const boSees = await bo.as.query(asked, { id: meetingId });
    expect(boSees.supervisionMeeting.apologies).toEqual([]);
    school.app.clock.set('2025-02-20T18:00:00Z');
    const hold = {
      meetingId,
      startedAt: '2025-02-20T08:00:00Z',
      endedAt: '2025-02-20T11:00:00Z',
      allPresent: true,
    };
    const held = await school.agency.succeed(
      'supervisionMeetingHold',
      hold,
      'meeting { presences { enrolment { id } } } warnings',
    );
    expect(held.meeting.presences).toEqual([{ enrolment: { id: bo.id } }]);
    expect(held.warnings).toEqual(['APOLOGISED']);
    const said = { meetingId, enrolmentId: anna.id, absent: true, reason: 'Meldte afbud' };
    const corrected = await school.agency.succeed('supervisionCorrect', said, 'warnings');
    expect(corrected.warnings).toEqual([]);
  });
});

describe('a dispute about a record', () => {
  it('A23: is raised by the participant, answered after a correction, and both are kept', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    school.app.clock.set(ON_THE_DAY);
    await school.record(school.substans, cohort.days[0], { default: 'ABSENT' });
    const target = { halfDayId: halfDay(cohort.days[0], 'PM') };
    const raised = await dispute(anna.as, anna.id, target);
    expect(raised).toMatchObject({
      __typename: 'AttendanceDisputePayload',
      dispute: {
        text: 'Jeg var der',
        open: true,
        decision: null,
        answer: null,
        halfDay: { id: target.halfDayId },
      },
    });
    expect((await school.sheet(school.substans, cohort.days[0]))[1]).toMatchObject({ state: 'ABSENT' });
    const disputeId = raised.dispute.id;
    const answer = async (input: object) =>
      school.substans.act('disputeAnswer', { disputeId, ...input }, DISPUTE);
    const corrected = { decision: 'CORRECTED', text: 'Rettet, beklager' };
    expect(await answer(corrected)).toMatchObject({ __typename: 'InvalidState', from: 'UNCHANGED' });
    const correct = async (state: string) =>
      school.substans.succeed(
        'attendanceCorrect',
        { enrolmentId: anna.id, ...target, state, reason: 'Indsigelse' },
        'enrolment { id }',
      );
    await correct('PRESENT');
    await correct('ABSENT');
    // Corrected there and back: it says what it said.
    expect(await answer(corrected)).toMatchObject({ __typename: 'InvalidState', from: 'UNCHANGED' });
    await correct('PRESENT');
    expect((await answer(corrected)).dispute).toMatchObject({
      open: false,
      decision: 'CORRECTED',
      answer: 'Rettet, beklager',
      answeredAt: expect.any(String),
      text: 'Jeg var der',
    });
    expect(await answer(corrected)).toMatchObject({ __typename: 'InvalidState', from: 'ANSWERED' });
    expect((await voices(anna.as, anna.id)).disputes).toEqual([
      { id: disputeId, open: false, text: 'Jeg var der' },
    ]);
    const log = (await history('%ispute%')).filter((each) => each.subjectId === anna.id);
    expect(log.map((each) => [each.action, each.reason])).toEqual([
      ['attendanceDispute', null],
      ['disputeAnswer', 'Rettet, beklager'],
    ]);
  });

  it('A23: can be upheld; one open dispute about each record, and another after the answer', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    school.app.clock.set(ON_THE_DAY);
    await school.record(school.substans, cohort.days[0], { default: 'ABSENT' });
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    const [one, two] = await Promise.all([
      dispute(anna.as, anna.id, target),
      dispute(anna.as, anna.id, target, 'Igen'),
    ]);
    expect([one.__typename, two.__typename].sort()).toEqual(['AttendanceDisputePayload', 'Duplicate']);
    expect((await dispute(anna.as, anna.id, { halfDayId: halfDay(cohort.days[0], 'PM') })).__typename).toBe(
      'AttendanceDisputePayload',
    );
    const disputeId = (one.dispute ?? two.dispute).id;
    const upheld = await school.substans.succeed(
      'disputeAnswer',
      { disputeId, decision: 'UPHELD', text: 'Underskriften mangler' },
      DISPUTE,
    );
    expect(upheld.dispute).toMatchObject({ open: false, decision: 'UPHELD' });
    expect((await dispute(anna.as, anna.id, target)).__typename).toBe('AttendanceDisputePayload');
  });

  it('A23: about a record that is missing: once it is over, and CORRECTED once it is recorded', async () => {
    const cohort = await school.cohort(school.substans);
    const away = await school.cohort(school.substans, LATER_SEMINARS);
    const anna = await someone(cohort);
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    expect(await dispute(anna.as, anna.id, target)).toMatchObject({
      __typename: 'InvalidState',
      from: 'AHEAD',
    });
    school.app.clock.set('2025-03-01T08:00:00Z');
    const raised = await dispute(anna.as, anna.id, target, 'Listen er ikke udfyldt');
    expect(raised.__typename).toBe('AttendanceDisputePayload');
    expect((await dispute(anna.as, anna.id, { halfDayId: halfDay(away.days[0], 'AM') })).__typename).toBe(
      'InvalidInput',
    );
    const answer = { disputeId: raised.dispute.id, decision: 'CORRECTED', text: 'Nu er den' };
    expect((await school.substans.act('disputeAnswer', answer, DISPUTE)).__typename).toBe('InvalidState');
    await school.record(school.substans, cohort.days[0], { default: 'PRESENT' });
    expect((await school.substans.act('disputeAnswer', answer, DISPUTE)).dispute.decision).toBe('CORRECTED');
  });

  it('A23: about supervision: a presence with the wrong times, and a missing one', async () => {
    const anna = await someone(null);
    const bo = await someone(null);
    const groupId = await school.group(school.agency, [anna.id, bo.id]);
    const meetingId = await school.meeting(school.agency, groupId, '2025-02-20');
    school.app.clock.set('2025-02-20T18:00:00Z');
    await school.agency.succeed(
      'supervisionMeetingHold',
      {
        meetingId,
        startedAt: '2025-02-20T08:00:00Z',
        endedAt: '2025-02-20T11:00:00Z',
        presences: [{ enrolmentId: anna.id, from: '2025-02-20T09:00:00Z' }],
      },
      'meeting { id }',
    );
    const [late, missing] = [
      await dispute(anna.as, anna.id, { meetingId }, 'Jeg kom kl. 9'),
      await dispute(bo.as, bo.id, { meetingId }, 'Jeg mangler'),
    ];
    const answer = (raised: any) =>
      school.agency.act(
        'disputeAnswer',
        { disputeId: raised.dispute.id, decision: 'CORRECTED', text: 'Rettet' },
        DISPUTE,
      );
    for (const [who, raised] of [
      [anna, late],
      [bo, missing],
    ] as const) {
      expect(await answer(raised)).toMatchObject({
        __typename: 'InvalidState',
        allowed: ['supervisionCorrect'],
      });
      await school.agency.succeed(
        'supervisionCorrect',
        { meetingId, enrolmentId: who.id, reason: 'Indsigelse' },
        'meeting { id }',
      );
      expect((await answer(raised)).dispute).toMatchObject({
        decision: 'CORRECTED',
        meeting: { id: meetingId },
      });
    }
  });

  it('participants see only their own; a provider answers only its own; coordinators have no part in it', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    const bo = await someone(cohort);
    school.app.clock.set(ON_THE_DAY);
    await school.record(school.substans, cohort.days[0], { default: 'ABSENT' });
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    const own = await dispute(anna.as, anna.id, target);
    await dispute(bo.as, bo.id, target);
    expect((await dispute(anna.as, bo.id, target)).__typename).toBe('NotFound');
    const list = async (by: Client, filter: object = { cohortId: cohort.id }) => {
      const data = await by.query(
        `query ($filter: DisputeFilter) { disputes(filter: $filter) { totalCount nodes { id enrolment { id } } } }`,
        { filter },
      );
      return data.disputes;
    };
    expect((await list(anna.as)).nodes).toEqual([{ id: own.dispute.id, enrolment: { id: anna.id } }]);
    expect(await list(school.substans)).toMatchObject({ totalCount: 2 });
    expect(await list(school.substans, { cohortId: cohort.id, open: false })).toMatchObject({
      totalCount: 0,
    });
    expect(await list(school.fonden)).toMatchObject({ totalCount: 0 });
    const answer = { disputeId: own.dispute.id, decision: 'UPHELD', text: 'Nej' };
    expect((await school.fonden.act('disputeAnswer', answer, DISPUTE)).__typename).toBe('NotFound');
    expect((await voices(school.coordinator(school.home), anna.id)).disputes).toEqual([]);
    const denied = await school.app.ask(
      [{ role: 'COORDINATOR', municipality: school.home }],
      '{ disputes { totalCount } }',
    );
    expect(denied.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await list(school.substans, { groupId: 'grp_none' })).totalCount).toBe(0);
  });

  it('L10: a CPR number in what is said is refused, on both sides', async () => {
    const cohort = await school.cohort(school.substans);
    const anna = await someone(cohort);
    school.app.clock.set(ON_THE_DAY);
    await school.record(school.substans, cohort.days[0], { default: 'ABSENT' });
    const target = { halfDayId: halfDay(cohort.days[0], 'AM') };
    expect((await dispute(anna.as, anna.id, target, 'Mit nummer er 0101901234')).__typename).toBe(
      'ContainsCpr',
    );
    const raised = await dispute(anna.as, anna.id, target);
    const answer = { disputeId: raised.dispute.id, decision: 'UPHELD', text: '010190-1234' };
    expect((await school.substans.act('disputeAnswer', answer, DISPUTE)).__typename).toBe('ContainsCpr');
  });
});

async function providerId(key: string): Promise<string> {
  const { providers } = await school.agency.query('{ providers { id key } }');
  return providers.find((provider: { key: string }) => provider.key === key).id;
}
