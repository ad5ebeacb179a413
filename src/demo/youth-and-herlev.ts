/** The example's youth cohorts and Herlev. */
import { repeat, VENUE, type Place } from './place.js';
import type { Staff, World } from './world.js';

const YOUTH = 'AD_UNGE_2025';
const HERLEV = 'HERLEV_2017';

const YOUTH_STAFF: readonly Staff[] = [
  ...repeat(3, ['Børne- og Familieafdelingen', 'Rådgiver', 'medarbejder']),
  ...repeat(3, ['PPR', 'Psykolog', 'medarbejder']),
  ...repeat(2, ['KUI', 'Vejleder', 'medarbejder']),
  ['Familiehuset', 'Afdelingsleder', 'leder'],
];

/** Six days a month apart in one cohort of several municipalities; supervision at home, no hours stated (Y2, Y4). */
export async function youthRound(
  world: World,
  provider: string,
  round: string,
  begunMonthsAgo: number,
  places: readonly Place[],
): Promise<void> {
  const { timeline } = world;
  const month = (months: number, plusDays = 0) => timeline.day(months - begunMonthsAgo, plusDays);
  timeline.at(timeline.day(Math.min(-0.2, -begunMonthsAgo)), '08:00', async () => {
    const cohort = await world.cohort({
      programmeKey: YOUTH,
      trackKey: 'YOUTH',
      name: `Ungeområdet ${round}`,
      providerId: provider,
    });
    const everybody: { enrolmentId: string; capacity: string }[] = [];
    for (const [code, name] of places) {
      const engagement = await world.engagement(YOUTH, [code], month(0));
      const { members } = await world.enrolNew(
        name,
        { engagementId: engagement, municipalityCode: code, trackKey: 'YOUTH', cohortId: cohort },
        YOUTH_STAFF,
      );
      everybody.push(...members);
      const group = await world.group(YOUTH, 'YOUTH', `Ungeområdet ${name}`, provider, members);
      for (let meeting = 0; meeting < 4; meeting += 1)
        await world.meeting(group, month(1.5 + meeting * 1.5, 4), code, members);
    }
    for (const unit of [1, 2, 3, 4, 5, 6]) {
      const [day] = await world.schedule(cohort, 'COURSE_DAY', unit, [month(0.5 + unit)], VENUE);
      if (day !== undefined) world.recordLater(day, everybody, 'YOUTH');
    }
  });
}

/** One municipality: 100 trained, of whom 20 superusers, and 10 others in FIT (H1, H2). */
export async function herlev(world: World, begunMonthsAgo: number): Promise<void> {
  const { timeline } = world;
  const place: Place = ['163', 'Herlev'];
  timeline.at(timeline.day(-begunMonthsAgo), '10:00', async () => {
    const engagementId = await world.engagement(HERLEV, [place[0]], timeline.day(-begunMonthsAgo));
    const target = { engagementId, municipalityCode: place[0] };
    const basic = { ...target, trackKey: 'OD_BASIC' };
    const superusers = await world.enrolNew(
      place[1],
      basic,
      repeat(20, ['Børn og familie', 'Socialrådgiver', 'medarbejder']),
    );
    const others = await world.enrolNew(place[1], basic, [
      ...repeat(30, ['Uddannelse og sundhed', 'Sundhedsplejerske', 'medarbejder'] as const),
      ...repeat(20, ['Beskæftigelse', 'Jobkonsulent', 'medarbejder'] as const),
      ...repeat(20, ['Det voksensociale område', 'Bostøttemedarbejder', 'medarbejder'] as const),
      ...repeat(10, ['Ungeområdet', 'Ungevejleder', 'medarbejder'] as const),
    ]);
    await world.enrol({ ...target, trackKey: 'OD_SUPERUSER' }, superusers.file);
    await world.enrolNew(
      place[1],
      { ...target, trackKey: 'FIT_SUPERUSER' },
      repeat(10, ['Uddannelse og sundhed', 'Konsulent', 'medarbejder']),
    );
    const trained = [...superusers.members, ...others.members.slice(0, 50)];
    const on = timeline.day(-begunMonthsAgo / 2);
    timeline.at(on, '15:00', async () => {
      for (const { enrolmentId } of trained)
        await world.act(
          'enrolmentComplete',
          { enrolmentId, on, reason: 'Første bølge er gennemført' },
          'enrolment { id }',
        );
    });
  });
}
