/**
 * A small world in which everything that can belong to a person does belong to somebody on each side of a border: two
 * municipalities (one own, one foreign), two providers, a cohort and a supervision group that both municipalities share,
 * and an engagement, a cohort and a group in which nobody is that the askers are there for.
 *
 * What people write about somebody has the person's name in it, so that a text that reaches the wrong reader tells.
 */
import { readFileSync } from 'node:fs';
import type { TestApp } from '../../support/app.js';
import { Builder, HOUSING, YOUTH } from './builder.js';
import { FOREIGN_MUNICIPALITY, NOW, OWN_MUNICIPALITY, type Things, type Who, type World } from './cast.js';

/** The programmes, the youth programme with one seat for each municipality so that people wait for it. */
export function programmeFiles(): Record<string, string> {
  const read = (file: string) =>
    readFileSync(new URL(`../../../src/programmes/files/${file}`, import.meta.url), 'utf8');
  return {
    'housing.jsonc': read('ad-bostoette-2019.jsonc'),
    'youth.jsonc': read('ad-unge-2025.jsonc').replace('"max": 10', '"max": 1'),
  };
}

const DAYS = [
  ['SEMINAR', 1, ['2026-02-02', '2026-02-03']],
  ['SEMINAR', 2, ['2026-05-04', '2026-05-05']],
  ['CERTIFICATION_DAY', 1, ['2026-03-02']],
] as [string, number, string[]][];

export async function buildWorld(app: TestApp): Promise<World> {
  const builder = new Builder(app);
  const { world } = builder;
  app.clock.set('2026-01-12T08:00:00Z');
  const own: Who[] = ['ene', 'kollega', 'ude', 'venter', 'leder'];
  const foreign: Who[] = ['faelles', 'borte', 'afloest', 'afloeser', 'ny', 'chef'];
  for (const who of own) await builder.register(who, OWN_MUNICIPALITY);
  for (const who of foreign) await builder.register(who, FOREIGN_MUNICIPALITY);

  // Both municipalities in one engagement: in its cohorts and groups they meet.
  const joint = await builder.engagement(HOUSING.programmeKey, [OWN_MUNICIPALITY, FOREIGN_MUNICIPALITY]);
  const [near, far] = [
    await builder.provider('egen', 'vejleder'),
    await builder.provider('fremmed', 'andenVejleder'),
  ];
  const shared: Who[] = ['ene', 'kollega', 'faelles'];
  const cohorts = [
    await builder.cohort(HOUSING, near, DAYS),
    await builder.cohort(HOUSING, far, DAYS),
  ] as const;
  const places: [Who[], Things][] = [
    [shared, cohorts[0]],
    [['ude', 'borte'], cohorts[1]],
    [['afloest'], cohorts[1]],
  ];
  for (const [people, school] of places) {
    for (const who of people) {
      const enrolmentId = await builder.seat(who, joint);
      await builder.act('enrolmentAssign', { enrolmentId, cohortId: school['cohortId'] }, 'enrolment { id }');
      builder.give(who, { ...school, enrolmentId, engagementId: joint });
    }
    const group = await builder.group(`Gruppe ${people.length}`, people, school);
    for (const who of people) builder.give(who, group);
  }
  for (const who of ['leder', 'chef'] as const) {
    await builder.team(who, joint);
    await builder.seat(who, joint, 'LEADERSHIP');
  }
  const missing = [world.leder, world.chef].map(({ memberId }) => ({ memberId, state: 'ABSENT' }));
  const kickOff = await builder.engagementMeeting(joint, 'KICK_OFF', '2026-02-01');
  const ahead = await builder.engagementMeeting(joint, 'STATUS_MEETING', '2026-05-01');

  app.clock.set('2026-03-03T12:00:00Z');
  const held = { meetingId: kickOff, date: '2026-02-01', attendees: missing };
  await builder.act('engagementMeetingHold', held, 'meeting { id }');
  await builder.past(shared, world.ene);
  await builder.past(['ude', 'borte'], world.ude);
  const { enrolmentId } = world.afloest;
  const replaced = { enrolmentId, personId: world.afloeser['personId'], on: '2026-03-03' };
  await builder.act('enrolmentReplace', replaced, 'joined { id }');

  app.clock.set('2026-03-09T08:00:00Z');
  await builder.youth('kollega', 'ene', 'venter', OWN_MUNICIPALITY);
  const alone = await builder.youth('faelles', 'borte', 'ny', FOREIGN_MUNICIPALITY);
  await builder.team('chef', alone);
  const place = { ...YOUTH, engagementId: alone };
  builder.give('chef', {
    ...(await builder.cohort(place, far, [['COURSE_DAY', 1, ['2026-02-09']]])),
    ...pick(world.afloest, 'groupId', 'meetingId', 'heldMeetingId'),
    engagementMeetingId: await builder.engagementMeeting(alone, 'STATUS_MEETING', '2026-05-01'),
  });
  await builder.register('dublet', FOREIGN_MUNICIPALITY);
  const merged = { keepId: world.borte['personId'], mergeId: world.dublet['personId'] };
  const { merge } = await builder.act('personMerge', { ...merged, reason: 'Samme person' }, 'merge { id }');
  builder.give('chef', { mergeId: merge.id });
  builder.give('ene', { ...pick(world.leder, 'memberId', 'documentId'), engagementMeetingId: ahead });
  await builder.machine('ene', OWN_MUNICIPALITY);
  await builder.machine('chef', FOREIGN_MUNICIPALITY);
  await builder.account('ene', OWN_MUNICIPALITY, near['providerId'] ?? '');
  await builder.account('chef', FOREIGN_MUNICIPALITY, far['providerId'] ?? '');
  app.clock.set(NOW);
  return world;
}

function pick(things: Things, ...names: string[]): Things {
  return Object.fromEntries(names.map((name) => [name, things[name] ?? '']));
}
