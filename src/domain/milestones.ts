/** What is due in an engagement, and what is overdue (Q23); which plan documents are needed by when (R31). */
import { addDays, type LocalDate } from './calendar.js';
import { fuzzyRange, type DatePrecision } from './fuzzy-date.js';
import { ANCHORING, PREPARATION, type PhaseAnswer } from './phases.js';

export const PLAN_DOCUMENT_TYPES = [
  'IMPLEMENTATION_PLAN',
  'ANCHORING_PLAN',
  'STAKEHOLDER_ANALYSIS',
  'RISK_ANALYSIS',
  'READINESS_FORM',
  'RECRUITMENT_AND_ORGANISATION',
  'COMMUNICATION_PLAN',
] as const;
export type PlanDocumentType = (typeof PLAN_DOCUMENT_TYPES)[number];

/** The phase by whose end a document is to be there; the communication plan is optional ("evt.", S4:73). */
const NEEDED_BY: Readonly<Record<PlanDocumentType, string | null>> = {
  IMPLEMENTATION_PLAN: PREPARATION,
  ANCHORING_PLAN: ANCHORING,
  STAKEHOLDER_ANALYSIS: PREPARATION,
  RISK_ANALYSIS: PREPARATION,
  READINESS_FORM: PREPARATION,
  RECRUITMENT_AND_ORGANISATION: PREPARATION,
  COMMUNICATION_PLAN: null,
};

export const MEETING_KINDS = ['INITIAL_CALL', 'KICK_OFF', 'PLAN_WORKSHOP', 'STATUS_MEETING'] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];
export const MEETING_STATUSES = ['PLANNED', 'HELD', 'CANCELLED'] as const;
export type MeetingStatus = (typeof MEETING_STATUSES)[number];

export interface MeetingFact {
  readonly id: string;
  readonly kind: MeetingKind;
  readonly date: LocalDate;
  readonly datePrecision: DatePrecision;
  readonly status: MeetingStatus;
}

/** The newest version of each kind of document. */
export interface DocumentFact {
  readonly type: PlanDocumentType;
  readonly approvedOn: LocalDate | null;
}

export type MilestoneKind =
  'MEETING' | 'KICK_OFF_NOT_PLANNED' | 'PHASE_END' | 'PLAN_DOCUMENT_MISSING' | 'PLAN_APPROVAL_MISSING';

export interface Milestone {
  readonly kind: MilestoneKind;
  /** The first and the last day that are meant; the same day unless a meeting is planned roughly. */
  readonly from: LocalDate;
  readonly dueOn: LocalDate;
  readonly overdue: boolean;
  readonly phaseKey: string | null;
  readonly meetingId: string | null;
  readonly documentType: PlanDocumentType | null;
}

export interface EngagementFacts {
  readonly phases: readonly PhaseAnswer[];
  readonly meetings: readonly MeetingFact[];
  readonly documents: readonly DocumentFact[];
  readonly closed: boolean;
}

/** Documents that the programme's phases need and that are not there, in the order of the list. */
export function missingDocuments(
  phases: readonly Pick<PhaseAnswer, 'key'>[],
  documents: readonly Pick<DocumentFact, 'type'>[],
): PlanDocumentType[] {
  return PLAN_DOCUMENT_TYPES.filter((type) => {
    const phase = NEEDED_BY[type];
    return (
      phase !== null &&
      phases.some((each) => each.key === phase) &&
      documents.every((document) => document.type !== type)
    );
  });
}

/**
 * Everything that is overdue on a day or due in the days after it, by due date. A meeting that is planned roughly is
 * overdue when the last day that it can mean has passed. A closed engagement has none.
 */
export function milestones(facts: EngagementFacts, on: LocalDate, days: number): Milestone[] {
  if (facts.closed) return [];
  const until = addDays(on, days);
  const all = [...meetings(facts), ...kickOff(facts), ...phaseEnds(facts), ...documents(facts)];
  return all
    .filter((each) => each.dueOn < on || each.from <= until)
    .map((each) => ({ ...each, overdue: each.dueOn < on }))
    .sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.kind, b.kind) || compare(nameOf(a), nameOf(b)));
}

type Due = Omit<Milestone, 'overdue'>;

function meetings(facts: EngagementFacts): Due[] {
  return facts.meetings
    .filter((meeting) => meeting.status === 'PLANNED')
    .map((meeting) => {
      const range = fuzzyRange(meeting.date, meeting.datePrecision);
      return { ...NOTHING, kind: 'MEETING', from: range.from, dueOn: range.to, meetingId: meeting.id };
    });
}

/** R30, S4:59-61: the kick-off belongs to the preparation. One that is planned is a meeting of its own. */
function kickOff(facts: EngagementFacts): Due[] {
  const preparation = facts.phases.find((phase) => phase.key === PREPARATION);
  const known = facts.meetings.some(
    (meeting) => meeting.kind === 'KICK_OFF' && meeting.status !== 'CANCELLED',
  );
  return preparation === undefined || known ? [] : [dueWith(preparation, { kind: 'KICK_OFF_NOT_PLANNED' })];
}

function phaseEnds(facts: EngagementFacts): Due[] {
  return facts.phases
    .filter((phase) => phase.status !== 'PAST')
    .map((phase) => dueWith(phase, { kind: 'PHASE_END' }));
}

function documents(facts: EngagementFacts): Due[] {
  const missing = missingDocuments(facts.phases, facts.documents);
  const anchoring = facts.documents.find((document) => document.type === 'ANCHORING_PLAN');
  const unapproved = anchoring !== undefined && anchoring.approvedOn === null;
  const wanted: Pick<Milestone, 'kind' | 'documentType'>[] = [
    ...missing.map((type) => ({ kind: 'PLAN_DOCUMENT_MISSING' as const, documentType: type })),
    ...(unapproved
      ? [{ kind: 'PLAN_APPROVAL_MISSING' as const, documentType: 'ANCHORING_PLAN' as const }]
      : []),
  ];
  return wanted.flatMap((each) => {
    const phase = facts.phases.find(({ key }) => key === NEEDED_BY[each.documentType ?? 'ANCHORING_PLAN']);
    return phase === undefined ? [] : [dueWith(phase, each)];
  });
}

const NOTHING = { phaseKey: null, meetingId: null, documentType: null };

function dueWith(phase: PhaseAnswer, what: Pick<Due, 'kind'> & Partial<Due>): Due {
  return { ...NOTHING, from: phase.endsOn, dueOn: phase.endsOn, phaseKey: phase.key, ...what };
}

const nameOf = (milestone: Milestone) =>
  milestone.documentType ?? milestone.meetingId ?? milestone.phaseKey ?? '';

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
