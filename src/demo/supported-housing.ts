/** The example's supported-housing rounds: seats, seminars, supervision, certificates, and what goes wrong. */
import { implementation } from './implementation.js';
import { repeat, VENUE, type Month, type Place } from './place.js';
import type { Staff, World } from './world.js';

const BOSTOETTE = 'AD_BOSTOETTE_2019';

const MEETING_LEADERS: readonly Staff[] = [
  ...repeat(4, ['Bostøtten', 'Bostøttemedarbejder', 'medarbejder']),
  ...repeat(2, ['Socialpsykiatrien', 'Koordinator', 'medarbejder']),
];
const INTRO: readonly Staff[] = [
  ...repeat(16, ['Bostøtten', 'Bostøttemedarbejder', 'medarbejder']),
  ...repeat(4, ['Jobcenter', 'Jobkonsulent', 'samarbejdspartner']),
  ...repeat(2, ['Psykiatrien', 'Sygeplejerske', 'samarbejdspartner']),
  ...repeat(2, ['Bostøtten', 'Afdelingsleder', 'leder']),
];

const LEADERS: readonly Staff[] = repeat(2, ['Socialafdelingen', 'Personaleleder', 'leder']);

/** A round of the supported-housing programme: municipalities that began together, this many months ago. */
export async function supportedHousingRound(
  world: World,
  provider: string,
  round: string,
  begunMonthsAgo: number,
  engagements: readonly (readonly Place[])[],
): Promise<void> {
  const { timeline } = world;
  const month = (months: number, plusDays = 0) => timeline.day(months - begunMonthsAgo, plusDays);
  timeline.at(month(0), '09:00', async () => {
    const cohort = await world.cohort({
      programmeKey: BOSTOETTE,
      trackKey: 'MEETING_LEADER',
      name: `Mødeledere ${round}`,
      providerId: provider,
    });
    const everybody: { enrolmentId: string; capacity: string; host: string }[] = [];
    for (const [index, places] of engagements.entries()) {
      const engagement = await world.engagement(
        BOSTOETTE,
        places.map(([code]) => code),
        month(0),
      );
      if (index === 0 && places[0] !== undefined) await implementation(world, engagement, places[0], month);
      for (const place of places) {
        const target = { engagementId: engagement, municipalityCode: place[0] };
        const { members } = await world.enrolNew(
          place[1],
          { ...target, trackKey: 'MEETING_LEADER', cohortId: cohort },
          MEETING_LEADERS,
        );
        everybody.push(...members.map((member) => ({ ...member, host: place[0] })));
        const home = { provider, round, place, target, month };
        await introCourse(world, home);
        await courseAtHome(world, home, 'LEADERSHIP', 'Ledelse', LEADERS, [2.5]);
      }
    }
    await meetingLeaderCourse(world, cohort, everybody, engagements[0]?.[0]?.[1] ?? '', month);
    await meetingLeaderSupervision(world, provider, round, everybody, month);
  });
}

async function meetingLeaderCourse(
  world: World,
  cohort: string,
  members: readonly { enrolmentId: string; capacity: string; host: string }[],
  placeName: string,
  month: Month,
): Promise<void> {
  for (const [index, months] of [2, 4, 6, 8].entries()) {
    const first = month(months);
    const days = await world.schedule(
      cohort,
      'SEMINAR',
      index + 1,
      [first, world.timeline.dayAfter(first)],
      VENUE,
    );
    for (const day of days) world.recordLater(day, members, 'MEETING_LEADER');
  }
  const [day] = await world.schedule(cohort, 'CERTIFICATION_DAY', 1, [month(11)], VENUE);
  const [again] = await world.schedule(cohort, 'CERTIFICATION_DAY', 2, [month(12.5)], VENUE);
  if (day === undefined || again === undefined) return;
  const failed: (typeof members)[number][] = [];
  const numbers: (string | null)[] = [];
  world.timeline.at(day.date, '16:30', async () => {
    for (const member of world.present(members)) {
      const passed = !world.dice.chance(0.15);
      await world.attempt(day.id, member, passed ? 'PASSED' : 'FAILED');
      if (!passed) failed.push(member);
      else numbers.push(await world.certificate(member));
    }
  });
  world.timeline.at(again.date, '16:30', async () => {
    for (const member of failed) {
      await world.attempt(again.id, member, 'PASSED');
      await world.certificate(member);
    }
    const number = numbers.find((each) => each !== null);
    if (number !== undefined)
      await world.act(
        'certificateRevoke',
        { number, reason: 'Udstedt på grundlag af en forveksling af to deltagere' },
        'certificate { id }',
      );
  });
  const [first, second] = members;
  if (first === undefined || second === undefined) return;
  world.timeline.at(month(5), '10:00', () => world.replace(first, placeName, first.host, month(5)));
  world.timeline.at(month(9), '10:00', () =>
    world.act(
      'dispensationGrant',
      {
        enrolmentId: second.enrolmentId,
        requirement: 'SUPERVISION',
        reason: 'Har dokumenteret supervision fra et tidligere forløb',
      },
      'dispensation { id }',
    ),
  );
}

/** Cross-municipal groups of six, three hours about every six weeks (R09, R10). */
async function meetingLeaderSupervision(
  world: World,
  provider: string,
  round: string,
  members: readonly { enrolmentId: string; capacity: string; host: string }[],
  month: Month,
): Promise<void> {
  const groups = Math.max(1, Math.round(members.length / 6));
  for (let number = 0; number < groups; number += 1) {
    const own = members.filter((_, index) => index % groups === number);
    const group = await world.group(
      BOSTOETTE,
      'MEETING_LEADER',
      `Supervision ${round}, gruppe ${number + 1}`,
      provider,
      own,
    );
    const hosts = [...new Set(own.map((member) => member.host))];
    for (let meeting = 0; meeting < 17; meeting += 1)
      await world.meeting(
        group,
        month(1 + meeting * 1.3, number + 2),
        hosts[meeting % hosts.length] ?? '',
        own,
      );
  }
}

/** A municipality of the round, and who trains there. */
interface Home {
  readonly provider: string;
  readonly round: string;
  readonly place: Place;
  readonly target: { readonly engagementId: string; readonly municipalityCode: string };
  readonly month: Month;
}

async function introCourse(world: World, home: Home): Promise<void> {
  const { provider, round, place, month } = home;
  const { members } = await courseAtHome(world, home, 'INTRO', 'Intro', INTRO, [3.5, 4, 4.5, 5]);
  const staff = members.filter((member) => member.capacity !== 'LEADER');
  const [early, midway] = staff;
  if (early !== undefined && midway !== undefined) {
    world.timeline.at(month(1), '10:00', () => world.leave(early, month(1)));
    world.timeline.at(month(8), '10:00', () => world.leave(midway, month(8), false));
  }
  for (const half of [0, 1]) {
    const own = staff.filter((_, index) => index % 2 === half);
    const name = `Intro ${place[1]} ${round}, gruppe ${half + 1}`;
    const group = await world.group(BOSTOETTE, 'INTRO', name, provider, own);
    for (let meeting = 0; meeting < 5; meeting += 1)
      await world.meeting(group, month(6 + meeting * 2, 3 + half), place[0], own);
  }
}

/** A cohort of the municipality's own people, with one course day at each of these months. */
async function courseAtHome(
  world: World,
  { provider, round, place, target, month }: Home,
  trackKey: string,
  label: string,
  staff: readonly Staff[],
  months: readonly number[],
) {
  const cohortId = await world.cohort({
    programmeKey: BOSTOETTE,
    trackKey,
    name: `${label} ${place[1]} ${round}`,
    providerId: provider,
    engagementId: target.engagementId,
  });
  const enrolled = await world.enrolNew(place[1], { ...target, trackKey, cohortId }, staff);
  for (const [index, when] of months.entries()) {
    const [day] = await world.schedule(cohortId, 'COURSE_DAY', index + 1, [month(when)], {
      venue: `${place[1]} Rådhus`,
      hostMunicipalityCode: place[0],
    });
    if (day !== undefined) world.recordLater(day, enrolled.members, trackKey, 0.05);
  }
  return enrolled;
}
