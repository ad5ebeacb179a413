/** A person is counted once, however many courses, seats and registrations they have. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { HOUSING, Town } from '../support/town.js';

const KOLDING = '621';
const HERLEV = '163';
const YOUTH = 'AD_UNGE_2025';

const PERSONS = `query($filter: StatusFilter, $groupBy: [StatusGrouping!]!) {
  certificationStatus(filter: $filter, groupBy: $groupBy) { trackKey persons enrolled } }`;

describe('unique persons', () => {
  let app: TestApp;
  let town: Town;
  const status = async (filter: object, groupBy: string[] = []) =>
    (await town.agency.query(PERSONS, { filter, groupBy })).certificationStatus;
  const usage = async (programmeKey: string, municipalityCode: string, trackKey: string) =>
    (
      await town.agency.query(
        `query($p: String!, $m: String!, $t: String!) {
          seatUsage(programmeKey: $p, municipalityCode: $m, trackKey: $t) { limit held heldOnTop free } }`,
        { p: programmeKey, m: municipalityCode, t: trackKey },
      )
    ).seatUsage[0];
  const roster = async (engagementId: string, trackKey: string, name: string) => {
    const file = readFileSync(new URL(`../support/rosters/${name}.csv`, import.meta.url)).toString('base64');
    const { rows } = await town.agency.succeed(
      'rosterImport',
      { engagementId, trackKey, file, dryRun: false },
      'rows { outcome }',
    );
    expect(rows.filter((row: any) => row.outcome !== 'ACCEPTED')).toEqual([]);
    return rows.length;
  };

  beforeAll(async () => {
    app = await startApp('2026-11-22T12:00:00Z');
    town = new Town(app);
  });
  afterAll(() => app.close());

  describe('L17: the same person on the intro course and as a meeting leader', () => {
    it('is two enrolments and one person, with a warning and no refusal', async () => {
      const engagementId = await town.engagement(HOUSING, [KOLDING]);
      const place = (trackKey: string) => ({ engagementId, municipalityCode: KOLDING, trackKey });
      const person = await town.person('Begge Spor', { municipalityCode: KOLDING });
      const confirm = async (trackKey: string) =>
        town
          .coordinator(KOLDING)
          .succeed('enrolmentConfirm', { ...place(trackKey), personId: person }, 'enrolment { id } warnings');
      expect((await confirm('INTRO')).warnings).toEqual([]);
      expect((await confirm('MEETING_LEADER')).warnings).toEqual(['ALSO_ON_OTHER_TRACK']);
      expect(await status({ municipalityCode: KOLDING })).toEqual([
        { trackKey: null, persons: 1, enrolled: 2 },
      ]);
      expect(await status({ municipalityCode: KOLDING }, ['TRACK'])).toEqual([
        { trackKey: 'INTRO', persons: 1, enrolled: 1 },
        { trackKey: 'MEETING_LEADER', persons: 1, enrolled: 1 },
      ]);
    });

    it('V15: a meeting credits the one track that it belongs to', async () => {
      const { people } = await town.agency.query(
        '{ people(search: "Begge Spor") { nodes { enrolments { id trackKey } } } }',
      );
      const id = (trackKey: string) =>
        people.nodes[0].enrolments.find((each: any) => each.trackKey === trackKey).id;
      const group = await town.group('INTRO', 'Intro', [id('INTRO')]);
      await town.meet(group, '2026-10-05', 8, 11, [{ enrolmentId: id('INTRO') }]);
      const minutes = async (trackKey: string) =>
        (
          await town.agency.query(
            'query($id: ID!) { enrolment(id: $id) { progress { supervision { creditedMinutes } } } }',
            { id: id(trackKey) },
          )
        ).enrolment.progress.supervision.creditedMinutes;
      expect([await minutes('INTRO'), await minutes('MEETING_LEADER')]).toEqual([180, 0]);
    });
  });

  describe('L18: a leader among the participants', () => {
    it('comes on top of the 24, and is inside the 10; the leadership day is apart', async () => {
      const kolding = await town.engagement(HOUSING, ['630']);
      const youth = await town.engagement(YOUTH, ['630']);
      const leader = await town.person('Leder Overalt', { municipalityCode: '630', role: 'Afdelingsleder' });
      const capacity = { capacity: 'LEADER' };
      await town.enrol(
        { engagementId: kolding, municipalityCode: '630', trackKey: 'INTRO' },
        leader,
        capacity,
      );
      await town.enrol(
        { engagementId: kolding, municipalityCode: '630', trackKey: 'LEADERSHIP' },
        leader,
        capacity,
      );
      await town.enrol({ engagementId: youth, municipalityCode: '630', trackKey: 'YOUTH' }, leader, capacity);
      expect(await usage(HOUSING, '630', 'INTRO')).toEqual({ limit: 24, held: 0, heldOnTop: 1, free: 24 });
      expect(await usage(YOUTH, '630', 'YOUTH')).toEqual({ limit: 10, held: 1, heldOnTop: 0, free: 9 });
      expect(await usage(HOUSING, '630', 'LEADERSHIP')).toMatchObject({ limit: null });
      expect(await status({ municipalityCode: '630' })).toEqual([
        { trackKey: null, persons: 1, enrolled: 3 },
      ]);
      expect(await status({ municipalityCode: '630', programmeKey: HOUSING })).toEqual([
        { trackKey: null, persons: 1, enrolled: 2 },
      ]);
    });
  });

  describe('V28: subsets do not add up, others do', () => {
    it('H1, H2: Herlev trains 100, 20 of them superusers: 100 people; ten others in FIT: 110', async () => {
      const engagementId = await town.engagement('HERLEV_2017', [HERLEV], '2017-01-01');
      expect(await roster(engagementId, 'OD_BASIC', 'herlev-trained')).toBe(100);
      expect(await roster(engagementId, 'OD_SUPERUSER', 'herlev-superusers')).toBe(20);
      expect(await status({ municipalityCode: HERLEV })).toEqual([
        { trackKey: null, persons: 100, enrolled: 120 },
      ]);
      expect(await roster(engagementId, 'FIT_SUPERUSER', 'herlev-fit-superusers')).toBe(10);
      expect(await status({ municipalityCode: HERLEV })).toEqual([
        { trackKey: null, persons: 110, enrolled: 130 },
      ]);
      expect(await status({ municipalityCode: HERLEV }, ['TRACK'])).toEqual([
        { trackKey: 'FIT_SUPERUSER', persons: 10, enrolled: 10 },
        { trackKey: 'OD_BASIC', persons: 100, enrolled: 100 },
        { trackKey: 'OD_SUPERUSER', persons: 20, enrolled: 20 },
      ]);
    });

    it('L25: who was registered twice is counted once after the merge, by track and over all', async () => {
      const { people } = await town.agency.query(
        '{ people(first: 100) { nodes { id enrolments { trackKey } } } }',
      );
      const on = (trackKey: string) =>
        people.nodes.filter(
          (each: any) => each.enrolments.length === 1 && each.enrolments[0].trackKey === trackKey,
        );
      const [fit, basic] = [on('FIT_SUPERUSER')[0], on('OD_BASIC')[0]];
      await town.agency.succeed(
        'personMerge',
        { keepId: basic.id, mergeId: fit.id, reason: 'Samme person' },
        'person { id }',
      );
      expect(await status({ municipalityCode: HERLEV })).toEqual([
        { trackKey: null, persons: 109, enrolled: 130 },
      ]);
      await town.agency.succeed(
        'personUnmerge',
        { personId: fit.id, reason: 'To personer' },
        'kept { id } restored { id }',
      );
      expect(await status({ municipalityCode: HERLEV })).toEqual([
        { trackKey: null, persons: 110, enrolled: 130 },
      ]);
    });
  });
});
