/** The three youth municipalities of the leaflet with their real head counts, in one cross-municipal cohort. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { Client } from '../support/client.js';

const MUNICIPALITIES = [
  ['630', 1, 8],
  ['657', 2, 9],
  ['787', 3, 10],
] as const;

describe('the youth programme: three municipalities in one cohort', () => {
  let app: TestApp;
  let agency: Client;
  let provider: Client;
  let cohortId: string;
  beforeAll(async () => {
    app = await startApp();
    agency = new Client(app, [{ role: 'AGENCY' }]);
    provider = new Client(app, [{ role: 'PROVIDER', provider: 'netvaerk' }]);
  });
  afterAll(() => app.close());

  it('Y1, V5: 8, 9 and 10 people take their seats from the lists their municipalities sent', async () => {
    await agency.succeed(
      'providerRegister',
      { key: 'netvaerk', name: 'Netværk og Dialog' },
      'provider { id }',
    );
    ({
      cohort: { id: cohortId },
    } = await provider.succeed(
      'cohortOpen',
      { programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH', name: 'Forår 2026' },
      'cohort { id }',
    ));
    for (const [code, example, size] of MUNICIPALITIES) {
      const { engagement } = await agency.succeed(
        'engagementOpen',
        { programmeKey: 'AD_UNGE_2025', municipalityCodes: [code], startsOn: '2026-02-02' },
        'engagement { id }',
      );
      const file = readFileSync(new URL(`../support/rosters/youth-example-${example}.csv`, import.meta.url));
      const coordinator = new Client(app, [{ role: 'COORDINATOR', municipality: code }]);
      const { rows } = await coordinator.succeed(
        'rosterImport',
        {
          engagementId: engagement.id,
          trackKey: 'YOUTH',
          cohortId,
          file: file.toString('base64'),
          dryRun: false,
        },
        'rows { outcome }',
      );
      expect(rows.filter((row: { outcome: string }) => row.outcome === 'ACCEPTED')).toHaveLength(size);
    }
    const { seatUsage } = await agency.query(
      '{ seatUsage(programmeKey: "AD_UNGE_2025") { municipality { name } limit held free } }',
    );
    expect(seatUsage).toEqual([
      { municipality: { name: 'Herning' }, limit: 10, held: 9, free: 1 },
      { municipality: { name: 'Thisted' }, limit: 10, held: 10, free: 0 },
      { municipality: { name: 'Vejle' }, limit: 10, held: 8, free: 2 },
    ]);
  });

  it('Y2, V6: six days give twelve half-days, and whoever attended them has completed; the course has a paper, and nobody is certified', async () => {
    for (let unit = 1; unit <= 6; unit += 1) {
      const { courseDays } = await provider.succeed(
        'courseDaySchedule',
        { cohortId, type: 'COURSE_DAY', unit, dates: [`2026-0${unit + 2}-10`] },
        'courseDays { id }',
      );
      const { courseDay } = await provider.succeed(
        'attendanceRecord',
        { courseDayId: courseDays[0].id, default: 'PRESENT' },
        'courseDay { sheet { state } }',
      );
      expect(courseDay.sheet).toHaveLength(54);
    }
    const { cohort } = await provider.query(
      `query($id: ID!) { cohort(id: $id) { enrolments(first: 100) { totalCount nodes { id status progress {
        completed certified attendance { requiredHalfDays attendedHalfDays } requirements { kind state } } } } } }`,
      { id: cohortId },
    );
    expect(cohort.enrolments.totalCount).toBe(27);
    for (const node of cohort.enrolments.nodes)
      expect(node).toMatchObject({
        status: 'COMPLETED',
        progress: {
          completed: true,
          certified: false,
          attendance: { requiredHalfDays: 12, attendedHalfDays: 12 },
        },
      });
    const { certificate } = await provider.succeed(
      'certificateIssue',
      { enrolmentId: cohort.enrolments.nodes[0].id },
      'certificate { kind status enrolment { progress { certified } } }',
    );
    expect(certificate).toEqual({
      kind: 'COURSE',
      status: 'VALID',
      enrolment: { progress: { certified: false } },
    });
  });

  it('V42: supervision is shown in hours held, without a target or a percentage', async () => {
    const coordinator = new Client(app, [{ role: 'COORDINATOR', municipality: '630' }]);
    const { enrolments } = await coordinator.query('{ enrolments { nodes { id } } }');
    const enrolmentIds = enrolments.nodes.map((node: { id: string }) => node.id);
    expect(enrolmentIds).toHaveLength(8);
    const { group } = await provider.succeed(
      'supervisionGroupForm',
      { programmeKey: 'AD_UNGE_2025', trackKey: 'YOUTH', name: 'Vejle', enrolmentIds },
      'group { id }',
    );
    for (const [date, end] of [
      ['2026-04-01', '12:00'],
      ['2026-05-06', '12:00'],
      ['2026-06-03', '12:00'],
      ['2026-09-02', '12:30'],
    ]) {
      const [startedAt, endedAt] = [`${date}T09:00:00+02:00`, `${date}T${end}:00+02:00`];
      const { meeting } = await provider.succeed(
        'supervisionMeetingPlan',
        { groupId: group.id, startsAt: startedAt, endsAt: endedAt, hostMunicipalityCode: '630' },
        'meeting { id }',
      );
      await provider.succeed(
        'supervisionMeetingHold',
        { meetingId: meeting.id, startedAt, endedAt, allPresent: true },
        'meeting { id }',
      );
    }
    const { enrolment } = await coordinator.query(
      `query($id: ID!) { enrolment(id: $id) { progress { supervision { targetMinutes creditedMinutes remainingMinutes outlook } requirements { kind state explanation } } } }`,
      { id: enrolmentIds[0] },
    );
    expect(enrolment.progress.supervision).toEqual({
      targetMinutes: null,
      creditedMinutes: 750,
      remainingMinutes: null,
      outlook: 'NO_TARGET',
    });
    expect(enrolment.progress.requirements).toContainEqual({
      kind: 'SUPERVISION',
      state: 'NOT_APPLICABLE',
      explanation: '12 t 30 min afholdt.',
    });
  });
});
