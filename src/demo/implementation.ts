/** What surrounds two of the example's engagements: a team, a kick-off where somebody was missing, and the plan. */
import type { Month } from './place.js';
import type { World } from './world.js';

/** Who is in the team, and whether they came to the kick-off; the rest are left out of the example. */
const TEAM: readonly (readonly [role: string, title: string, state: string])[] = [
  ['LEADER', 'Afdelingsleder', 'PRESENT'],
  ['PROJECT_LEADER', 'Projektleder', 'PRESENT'],
  ['KEY_EMPLOYEE', 'Bostøttemedarbejder', 'PRESENT'],
  ['KEY_EMPLOYEE', 'Koordinator', 'PRESENT'],
  ['EMPLOYEE', 'Socialrådgiver', 'EXCUSED'],
  ['STAFF_REP', 'Medarbejderrepræsentant', 'PRESENT'],
  ['STAKEHOLDER', 'Jobkonsulent', 'ABSENT'],
];
const PLANS: readonly (readonly [type: string, title: string, months: number])[] = [
  ['STAKEHOLDER_ANALYSIS', 'Interessentanalyse', 2],
  ['READINESS_FORM', 'Parathedsskema', 2],
  ['IMPLEMENTATION_PLAN', 'Implementeringsplan', 3],
  ['IMPLEMENTATION_PLAN', 'Implementeringsplan, justeret efter statusmødet', 9],
];

/** The risk analysis is not there yet, and the next status meeting is planned. */
export async function implementation(
  world: World,
  engagementId: string,
  [municipalityCode, name]: readonly [code: string, name: string],
  month: Month,
): Promise<void> {
  const members: { memberId: string; state: string }[] = [];
  for (const [role, title, state] of TEAM) {
    const { person } = await world.act<{ person: { id: string } }>(
      'personRegister',
      {
        ...world.rosters.somebody(name),
        municipalityCode,
        organisation: `${name} Kommune`,
        unit: 'Socialafdelingen',
        role: title,
      },
      'person { id }',
    );
    const { member } = await world.act<{ member: { id: string } }>(
      'teamMemberAdd',
      { engagementId, municipalityCode, personId: person.id, role, from: month(0) },
      'member { id }',
    );
    members.push({ memberId: member.id, state });
  }
  const meeting = async (kind: string, date: string) => {
    const planned = await world.act<{ meeting: { id: string } }>(
      'engagementMeetingPlan',
      { engagementId, kind, date },
      'meeting { id }',
    );
    return planned.meeting.id;
  };
  const kickOff = await meeting('KICK_OFF', month(0.5));
  world.timeline.at(month(0.5), '15:30', () =>
    world.act('engagementMeetingHold', { meetingId: kickOff, attendees: members }, 'meeting { id }'),
  );
  const status = await meeting('STATUS_MEETING', month(8));
  world.timeline.at(month(8), '15:30', () =>
    world.act(
      'engagementMeetingHold',
      {
        meetingId: status,
        allPresent: true,
        planStatus: 'Seminarerne følger planen.',
        challenges: 'Vagtplanen gør det svært at mødes på tværs af afdelinger.',
        adjustments: 'Netværksmøder holdes fast om onsdagen.',
      },
      'meeting { id }',
    ),
  );
  await meeting('STATUS_MEETING', month(20));
  for (const [index, [type, title, months]] of PLANS.entries())
    world.timeline.at(month(months, index), '13:00', () =>
      world.act(
        'planDocumentAdd',
        {
          engagementId,
          type,
          title,
          link: `https://esdh.example.dk/${municipalityCode}/${type.toLowerCase()}/${index + 1}`,
          ownerMemberId: members[1]?.memberId,
        },
        'document { id }',
      ),
    );
}
