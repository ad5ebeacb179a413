/** What people read: Danish first, English second (Decision 9; the terms are those of the glossary). */
import { fuzzyDateText } from '../../domain/fuzzy-date.js';
import type { MeetingFact, MeetingKind, Milestone, PlanDocumentType } from '../../domain/milestones.js';
import type { Texts } from '../../domain/programme.js';

export const MEETING_LABELS: Readonly<Record<MeetingKind, Texts>> = {
  INITIAL_CALL: { da: 'Indledende telefonmøde', en: 'Initial telephone meeting' },
  KICK_OFF: { da: 'Opstartsmøde', en: 'Kick-off meeting' },
  PLAN_WORKSHOP: { da: 'Implementeringsplansworkshop', en: 'Implementation-plan workshop' },
  STATUS_MEETING: { da: 'Statusmøde', en: 'Status meeting' },
};

const DOCUMENT_LABELS: Readonly<Record<PlanDocumentType, Texts>> = {
  IMPLEMENTATION_PLAN: { da: 'Implementeringsplan', en: 'Implementation plan' },
  ANCHORING_PLAN: { da: 'Forankringsplan', en: 'Anchoring plan' },
  STAKEHOLDER_ANALYSIS: { da: 'Interessentanalyse', en: 'Stakeholder analysis' },
  RISK_ANALYSIS: { da: 'Risikoanalyse', en: 'Risk analysis' },
  READINESS_FORM: { da: 'Parathedsskema', en: 'Readiness form' },
  RECRUITMENT_AND_ORGANISATION: { da: 'Rekruttering og organisering', en: 'Recruitment and organisation' },
  COMMUNICATION_PLAN: { da: 'Kommunikationsplan', en: 'Communication plan' },
};

const PHASE_LABELS: Readonly<Record<string, Texts>> = {
  PREPARATION: { da: 'Forberedelsesfasen', en: 'Preparation phase' },
  CHANGE: { da: 'Forandringsfasen', en: 'Change phase' },
  ANCHORING: { da: 'Forankringsfasen', en: 'Anchoring phase' },
};

/** A phase that a programme file names and the glossary does not is called by its key. */
export function phaseLabel(key: string): Texts {
  return PHASE_LABELS[key] ?? { da: key, en: key };
}

export function documentLabel(type: PlanDocumentType): Texts {
  return DOCUMENT_LABELS[type];
}

/** `Opstartsmøde, midten af oktober 2019`; `Forankringsfasen slutter`; `Risikoanalyse mangler`. */
export function milestoneLabel(milestone: Milestone, meeting: MeetingFact | null): Texts {
  const document = DOCUMENT_LABELS[milestone.documentType ?? 'ANCHORING_PLAN'];
  switch (milestone.kind) {
    case 'MEETING': {
      if (meeting === null) return { da: 'Møde', en: 'Meeting' };
      const label = MEETING_LABELS[meeting.kind];
      const date = fuzzyDateText(meeting.date, meeting.datePrecision);
      return { da: `${label.da}, ${date.da}`, en: `${label.en}, ${date.en}` };
    }
    case 'KICK_OFF_NOT_PLANNED':
      return { da: 'Opstartsmøde er ikke planlagt', en: 'The kick-off meeting is not planned' };
    case 'PHASE_END': {
      const phase = phaseLabel(milestone.phaseKey ?? '');
      return { da: `${phase.da} slutter`, en: `${phase.en} ends` };
    }
    case 'PLAN_DOCUMENT_MISSING':
      return { da: `${document.da} mangler`, en: `${document.en} is missing` };
    case 'PLAN_APPROVAL_MISSING':
      return { da: `${document.da} er ikke godkendt`, en: `${document.en} is not approved` };
  }
}
