import type { Texts } from '../../domain/programme.js';

const FIELD_WORDS: Readonly<Record<string, Texts>> = {
  absent: { da: 'fraværende', en: 'absent' },
  affiliationId: { da: 'arbejdssted', en: 'workplace' },
  alternativeBasis: { da: 'andet grundlag', en: 'alternative basis' },
  assessor: { da: 'bedømmer', en: 'assessor' },
  breakMinutes: { da: 'pause (minutter)', en: 'break (minutes)' },
  cancelled: { da: 'aflyst', en: 'cancelled' },
  capacity: { da: 'deltager som', en: 'capacity' },
  cohortId: { da: 'hold', en: 'cohort' },
  courseDayId: { da: 'kursusdag', en: 'course day' },
  correctionRequestId: { da: 'anmodning om rettelse', en: 'correction request' },
  date: { da: 'dato', en: 'date' },
  email: { da: 'e-mail', en: 'e-mail' },
  endedAt: { da: 'slut', en: 'end' },
  engagementId: { da: 'forløb', en: 'engagement' },
  enrolmentId: { da: 'tilmelding', en: 'enrolment' },
  enrolmentIds: { da: 'deltagere', en: 'participants' },
  events: { da: 'hændelser', en: 'events' },
  from: { da: 'fra', en: 'from' },
  guest: { da: 'gæst', en: 'guest' },
  halfDayId: { da: 'halv dag', en: 'half-day' },
  heldOn: { da: 'afholdt', en: 'held on' },
  holderName: { da: 'navn på certifikatet', en: 'name on the certificate' },
  hostMunicipalityCode: { da: 'værtskommune', en: 'host municipality' },
  issuedOn: { da: 'udstedt', en: 'issued on' },
  makesUpHalfDayId: { da: 'opsamling af', en: 'makes up for' },
  meetingId: { da: 'supervisionsmøde', en: 'supervision meeting' },
  municipalityCode: { da: 'kommune', en: 'municipality' },
  municipalityCodes: { da: 'kommuner', en: 'municipalities' },
  name: { da: 'navn', en: 'name' },
  notified: { da: 'meldt afbud', en: 'apology given' },
  number: { da: 'nummer', en: 'number' },
  organisation: { da: 'organisation', en: 'organisation' },
  outcome: { da: 'udfald', en: 'outcome' },
  personId: { da: 'person', en: 'person' },
  phone: { da: 'telefon', en: 'phone' },
  programmeKey: { da: 'program', en: 'programme' },
  providerId: { da: 'kompetenceleverandør', en: 'training provider' },
  replacesId: { da: 'overtager pladsen efter', en: 'takes over the seat of' },
  recordId: { da: 'hvad der skal rettes', en: 'what to correct' },
  requirement: { da: 'krav', en: 'requirement' },
  role: { da: 'stilling', en: 'job title' },
  ruleVersion: { da: 'regelversion', en: 'rule version' },
  seatId: { da: 'plads', en: 'seat' },
  seals: { da: 'segl', en: 'seals' },
  startedAt: { da: 'start', en: 'start' },
  state: { da: 'fremmøde', en: 'attendance' },
  status: { da: 'status', en: 'status' },
  title: { da: 'titel', en: 'title' },
  to: { da: 'til', en: 'to' },
  trackKey: { da: 'spor', en: 'track' },
  unit: { da: 'enhed', en: 'unit' },
  upTo: { da: 'til og med', en: 'up to and including' },
  validOn: { da: 'gælder fra', en: 'valid from' },
  validUntil: { da: 'gælder til', en: 'valid until' },
  venue: { da: 'sted', en: 'venue' },
  video: { da: 'video', en: 'video' },
};

/** What a field is called; one that has no words of its own by its name, taken apart: `seatReleased` = seat released. */
export function fieldWords(field: string): Texts {
  const last = field.split('.').at(-1) ?? field;
  const apart = field
    .replaceAll('.', ' ')
    .replace(/Id\b/g, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return FIELD_WORDS[last] ?? { da: apart, en: apart };
}
