/** One engagement's surroundings as plain values, and the rulebook's answers about them. */
import { addMonths, type LocalDate } from '../../domain/calendar.js';
import { fuzzyRange } from '../../domain/fuzzy-date.js';
import { isActiveOn, kickOffCheck, type KickOffAnswer } from '../../domain/kick-off.js';
import {
  milestones,
  missingDocuments,
  type Milestone,
  type PlanDocumentType,
} from '../../domain/milestones.js';
import { ANCHORING, phasesOn, plannedPhases, type PhaseAnswer } from '../../domain/phases.js';
import type { Programme } from '../../domain/programme.js';
import type { AttendanceRow, ClosureRow, DocumentRow, MeetingRow, TeamRow } from './dossier.repository.js';

/** As known at one instant. */
export interface DossierFacts {
  readonly team: readonly TeamRow[];
  /** By date. */
  readonly meetings: readonly MeetingRow[];
  /** By meeting. */
  readonly attendees: ReadonlyMap<string, readonly AttendanceRow[]>;
  /** All versions, the newest of each type first. */
  readonly documents: readonly DocumentRow[];
  readonly closure: ClosureRow | null;
}

export interface HeldKickOff extends KickOffAnswer {
  readonly meeting: MeetingRow;
}

/** What the facts say on one day: what happened later has not happened yet. */
export class Dossier {
  readonly meetings: readonly MeetingRow[];
  readonly documents: readonly DocumentRow[];
  readonly closedOn: LocalDate | null;

  constructor(
    private readonly facts: DossierFacts,
    private readonly rules: Pick<Programme, 'phases' | 'months'>,
    private readonly startsOn: LocalDate,
    readonly on: LocalDate,
  ) {
    this.meetings = facts.meetings.map((meeting) =>
      meeting.status === 'HELD' && fuzzyRange(meeting.date, meeting.datePrecision).from > on
        ? { ...meeting, status: 'PLANNED' as const }
        : meeting,
    );
    this.documents = facts.documents
      .filter((document) => document.date <= on)
      .map((document) =>
        document.approvedOn !== null && document.approvedOn > on
          ? { ...document, approvedOn: null }
          : document,
      );
    const closedOn = facts.closure?.closedOn ?? null;
    this.closedOn = closedOn !== null && closedOn <= on ? closedOn : null;
  }

  get team(): readonly TeamRow[] {
    return this.facts.team;
  }

  /** Who is in the team on the day. */
  teamToday(): readonly TeamRow[] {
    return this.facts.team.filter((member) => isActiveOn(member, this.on));
  }

  get closure(): ClosureRow | null {
    return this.facts.closure;
  }

  /** Closed; or, where no anchoring phase is to be closed, past its months. */
  isOver(): boolean {
    if (this.closedOn !== null) return true;
    const anchored = this.rules.phases.some((phase) => phase.key === ANCHORING);
    return !anchored && addMonths(this.startsOn, this.rules.months) <= this.on;
  }

  /** On another day, as if the engagement had not been closed. */
  openOn(day: LocalDate): Dossier {
    return new Dossier({ ...this.facts, closure: null }, this.rules, this.startsOn, day);
  }

  attendeesOf(meetingId: string): readonly AttendanceRow[] {
    return this.facts.attendees.get(meetingId) ?? [];
  }

  /** V29, for the latest kick-off that was held; null when none was. */
  kickOff(): HeldKickOff | null {
    const meeting = this.meetings.findLast((each) => each.kind === 'KICK_OFF' && each.status === 'HELD');
    return meeting === undefined ? null : this.checkKickOff(meeting);
  }

  checkKickOff(meeting: MeetingRow): HeldKickOff {
    return { meeting, ...kickOffCheck(this.facts.team, this.attendeesOf(meeting.id), meeting.date) };
  }

  phaseAnswers(): PhaseAnswer[] {
    const anchoring = this.newest('ANCHORING_PLAN');
    return phasesOn(
      plannedPhases(this.rules.phases, this.startsOn),
      {
        team: this.facts.team,
        anchoringPlanApprovedOn: anchoring?.approvedOn ?? null,
        closedOn: this.closedOn,
      },
      this.on,
    );
  }

  milestonesIn(days: number): Milestone[] {
    const facts = {
      phases: this.phaseAnswers(),
      meetings: this.meetings,
      documents: this.newestDocuments(),
      closed: this.closedOn !== null,
    };
    return milestones(facts, this.on, days);
  }

  /** The newest version of each type. */
  newestDocuments(): DocumentRow[] {
    return this.documents.filter(
      (document, index) => this.documents.findIndex((each) => each.type === document.type) === index,
    );
  }

  newest(type: PlanDocumentType): DocumentRow | undefined {
    return this.documents.find((document) => document.type === type);
  }

  missing(): PlanDocumentType[] {
    return missingDocuments(this.rules.phases, this.newestDocuments());
  }
}
