/** Rows and answers as GraphQL models. */
import { teamOn } from '../../domain/kick-off.js';
import type { MeetingFact, Milestone as MilestoneAnswer } from '../../domain/milestones.js';
import type { PhaseAnswer } from '../../domain/phases.js';
import type { Dossier, HeldKickOff } from './dossier.js';
import type { DocumentRow, MeetingRow, TeamRow } from './dossier.repository.js';
import {
  EngagementMeeting,
  EngagementMeetingAttendee,
  KickOffCheck,
  KickOffMissing,
} from './dto/meeting.model.js';
import { EngagementPhase, Milestone } from './dto/phase.model.js';
import { PlanDocument } from './dto/plan-document.model.js';
import { TeamMember } from './dto/team.model.js';

export function toTeamMember({
  id,
  engagementId,
  personId,
  municipalityCode,
  role,
  from,
  to,
}: Omit<TeamRow, 'recordId'>): TeamMember {
  return Object.assign(new TeamMember(), { id, engagementId, personId, municipalityCode, role, from, to });
}

export function toMeeting(meeting: MeetingRow, dossier: Dossier): EngagementMeeting {
  const { recordId: _, ...row } = meeting;
  return Object.assign(new EngagementMeeting(), row, { dossier });
}

export function toAttendees(meeting: EngagementMeeting): EngagementMeetingAttendee[] {
  const { dossier } = meeting;
  const team = teamOn(dossier.team, meeting.date);
  return dossier.attendeesOf(meeting.id).map(({ personId, state, role }) =>
    Object.assign(new EngagementMeetingAttendee(), {
      personId,
      state,
      roles: team.get(personId) ?? (role === null ? [] : [role]),
      inTeam: team.has(personId),
    }),
  );
}

export function toKickOffCheck(answer: HeldKickOff, dossier: Dossier): KickOffCheck {
  return Object.assign(new KickOffCheck(), {
    ...answer,
    meetingModel: toMeeting(answer.meeting, dossier),
    missing: answer.missing.map((lack) =>
      Object.assign(new KickOffMissing(), {
        requirement: lack.requirement,
        roles: lack.requirement === 'TEAM_MEMBER' ? lack.roles : [],
        state: lack.requirement === 'TEAM_MEMBER' ? lack.state : null,
        personId: lack.requirement === 'TEAM_MEMBER' ? lack.personId : null,
      }),
    ),
  });
}

export function toPhase(answer: PhaseAnswer): EngagementPhase {
  return Object.assign(new EngagementPhase(), answer);
}

export function toMilestone(answer: MilestoneAnswer, dossier: Dossier): Milestone {
  const meeting: (MeetingRow & MeetingFact) | undefined = dossier.meetings.find(
    (each) => each.id === answer.meetingId,
  );
  const { kind, dueOn, overdue, phaseKey, documentType } = answer;
  return Object.assign(new Milestone(), {
    answer,
    meetingModel: meeting === undefined ? null : toMeeting(meeting, dossier),
    kind,
    dueOn,
    overdue,
    phaseKey,
    documentType,
  });
}

export function toDocument(row: DocumentRow, dossier: Dossier): PlanDocument {
  return Object.assign(new PlanDocument(), row, { dossier });
}

/** The versions before it, newest first. */
export function earlierVersions({ type, version, dossier }: PlanDocument): PlanDocument[] {
  return dossier.documents
    .filter((each) => each.type === type && each.version < version)
    .map((each) => toDocument(each, dossier));
}
