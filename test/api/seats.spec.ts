import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

const AGENCY = [{ role: 'AGENCY' as const }];

describe('seats over HTTP', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('V1: a seventh meeting leader is refused, and accepted after one seat is released', async () => {
    const opened = await app.ask(
      AGENCY,
      `mutation { engagementOpen(input: {
      programmeKey: "AD_BOSTOETTE_2019", municipalityCodes: ["621"], startsOn: "2025-01-15" }) {
      __typename ... on EngagementOpenPayload { engagement { id programme { key name } seats(trackKey: "MEETING_LEADER") { limit held free granted } } }
      ... on DomainError { message } } }`,
    );
    expect(opened.errors).toBeUndefined();
    const engagement = opened.data.engagementOpen.engagement;
    expect(engagement.seats).toEqual([{ limit: 6, held: 0, free: 6, granted: 0 }]);
    const confirm = async (n: number) => {
      const person = await app.ask(
        AGENCY,
        `mutation($name: String!) { personRegister(input: { name: $name }) { ... on PersonRegisterPayload { person { id } } } }`,
        { name: `Leder Nummer ${n}` },
      );
      expect(person.errors).toBeUndefined();
      const answer = await app.ask(
        AGENCY,
        `mutation($e: ID!, $p: ID!) { enrolmentConfirm(input: { engagementId: $e, municipalityCode: "621", trackKey: "MEETING_LEADER", personId: $p }) {
        __typename ... on EnrolmentConfirmPayload { enrolment { id status person { name } municipality { name } progress { attendance { requiredHalfDays heldHalfDays missed { id } } supervision { targetMinutes remainingMinutes outlook } requirements { kind state explanation } certified completed } } }
        ... on QuotaExceeded { code limit held trackKey municipality { name } } } }`,
        { e: engagement.id, p: person.data.personRegister.person.id },
      );
      expect(answer.errors).toBeUndefined();
      return answer.data.enrolmentConfirm;
    };
    const seated = [];
    for (let n = 1; n <= 6; n += 1) seated.push(await confirm(n));
    expect(seated[0].enrolment.progress).toMatchObject({
      attendance: { requiredHalfDays: 16, heldHalfDays: 0 },
      supervision: { targetMinutes: 3000, remainingMinutes: 3000 },
    });
    expect(await confirm(7)).toEqual({
      __typename: 'QuotaExceeded',
      code: 'QUOTA_EXCEEDED',
      limit: 6,
      held: 6,
      trackKey: 'MEETING_LEADER',
      municipality: { name: 'Kolding' },
    });
    const left = await app.ask(
      AGENCY,
      `mutation($id: ID!) { enrolmentWithdraw(input: { enrolmentId: $id, on: "2026-11-22" }) { ... on EnrolmentWithdrawPayload { enrolment { status holdsSeat } } } }`,
      { id: seated[0].enrolment.id },
    );
    expect(left.data.enrolmentWithdraw.enrolment).toEqual({ status: 'CANCELLED', holdsSeat: false });
    expect((await confirm(8)).__typename).toBe('EnrolmentConfirmPayload');
  });
});
