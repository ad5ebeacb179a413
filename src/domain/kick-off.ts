/** The implementation team, and whether a kick-off meeting had the minimum set (R22, R30, V29). */
import type { LocalDate } from './calendar.js';

export const TEAM_ROLES = [
  'LEADER',
  'PROJECT_LEADER',
  'PROJECT_OWNER',
  'KEY_EMPLOYEE',
  'EMPLOYEE',
  'STAFF_REP',
  'STAKEHOLDER',
] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

/**
 * One person in one role, from and to a day (both included; null = still). The team is never derived from the
 * participants of the courses, and neither contains the other (domain.md section 2).
 */
export interface TeamMemberFact {
  readonly personId: string;
  readonly role: TeamRole;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
}

export const ATTENDANCE_STATES = ['PRESENT', 'EXCUSED', 'ABSENT'] as const;
export type MeetingAttendanceState = (typeof ATTENDANCE_STATES)[number];

export interface AttendeeFact {
  readonly personId: string;
  readonly state: MeetingAttendanceState;
  /** In which role somebody came who is not in the team; null = in the roles that the team says. */
  readonly role: TeamRole | null;
}

/** What the minimum set lacks: a leader, the project leader, a team at all, or one member of it. */
export type KickOffLack =
  | { readonly requirement: 'LEADER' | 'PROJECT_LEADER' | 'TEAM' }
  | {
      readonly requirement: 'TEAM_MEMBER';
      readonly personId: string;
      readonly roles: readonly TeamRole[];
      /** Null when nothing was recorded about them. */
      readonly state: 'ABSENT' | null;
    };

/** Who is expected beside the minimum set (S4:65); their absence never makes a kick-off incomplete. */
export type KickOffWarning = 'NO_PROJECT_OWNER' | 'NO_STAKEHOLDER';

export interface KickOffAnswer {
  readonly complete: boolean;
  /** Members of the team on the day who were present or excused, and how many there are: 6 of 7. */
  readonly present: number;
  readonly expected: number;
  /** Of those, excused. */
  readonly excused: number;
  readonly missing: readonly KickOffLack[];
  readonly warnings: readonly KickOffWarning[];
}

export function isActiveOn(member: Pick<TeamMemberFact, 'from' | 'to'>, on: LocalDate): boolean {
  return member.from <= on && (member.to === null || on <= member.to);
}

/** The roles of everybody who is in the team on a day, each person once, in the order of the facts. */
export function teamOn(team: readonly TeamMemberFact[], on: LocalDate): Map<string, TeamRole[]> {
  const roles = new Map<string, TeamRole[]>();
  for (const member of team.filter((each) => isActiveOn(each, on))) {
    const own = roles.get(member.personId) ?? [];
    if (!own.includes(member.role)) own.push(member.role);
    roles.set(member.personId, own);
  }
  return roles;
}

/**
 * V29: complete iff a leader and the project leader were present, and every member of the team on the day was present or
 * excused. The project owner and the other actors are expected only.
 */
export function kickOffCheck(
  team: readonly TeamMemberFact[],
  attendees: readonly AttendeeFact[],
  on: LocalDate,
): KickOffAnswer {
  const active = teamOn(team, on);
  // Somebody who was registered twice can be on the record twice: whatever speaks for them counts (L25).
  const stateOf = new Map(
    ATTENDANCE_STATES.toReversed().flatMap((state) =>
      attendees
        .filter((attendee) => attendee.state === state)
        .map(({ personId }) => [personId, state] as const),
    ),
  );
  const someone = (role: TeamRole) =>
    attendees.some(
      (attendee) =>
        attendee.state === 'PRESENT' &&
        (attendee.role === role || active.get(attendee.personId)?.includes(role) === true),
    );
  const lacking = [...active].flatMap(([personId, roles]): KickOffLack[] => {
    const state = stateOf.get(personId) ?? null;
    return state === 'PRESENT' || state === 'EXCUSED'
      ? []
      : [{ requirement: 'TEAM_MEMBER', personId, roles, state }];
  });
  const missing: KickOffLack[] = [
    ...(['LEADER', 'PROJECT_LEADER'] as const)
      .filter((role) => !someone(role))
      .map((requirement) => ({ requirement })),
    ...(active.size === 0 ? [{ requirement: 'TEAM' as const }] : []),
    ...lacking,
  ];
  return {
    complete: missing.length === 0,
    present: active.size - lacking.length,
    expected: active.size,
    excused: [...active.keys()].filter((personId) => stateOf.get(personId) === 'EXCUSED').length,
    missing,
    warnings: [
      ...(someone('PROJECT_OWNER') ? [] : ['NO_PROJECT_OWNER' as const]),
      ...(someone('STAKEHOLDER') ? [] : ['NO_STAKEHOLDER' as const]),
    ],
  };
}
