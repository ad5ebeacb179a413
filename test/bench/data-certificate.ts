/** The certification day of one person, and the certificate that came of it. */
import type { LocalDate } from '../../src/domain/calendar.js';
import { certificateNumber } from '../../src/domain/certificate.js';
import { recordedOn } from './data-calendar.js';
import type { Telling } from './data-ledger.js';
import { type CohortFacts, hasLeft, type Member, RECORDER, REQUIRED, TARGET } from './data-member.js';
import { PROGRAMME } from './data-plan.js';
import type { Random } from './random.js';

const TITLE = 'Mødeleder i Åben Dialog';

/** One attempt each on the certification day, and the certificate where nothing blocks it. */
export function certify(
  { plan, calendar, random, ledger }: Telling,
  member: Member,
  { cohort, days }: CohortFacts,
): void {
  const day = days.find((each) => each.type === 'CERTIFICATION_DAY');
  if (day === undefined || day.date >= calendar.today || cohort.small || hasLeft(member, day.date)) return;
  const by = [recordedOn(day.date), RECORDER];
  const passed = random.chance(0.9);
  const outcome = passed ? 'PASSED' : 'FAILED';
  const held = [day.id, 1, outcome, 'SHOWN', day.date];
  ledger.later('certification_attempt', ledger.id('attempt'), member.enrolmentId, ...held, ...by);
  member.happenedOn.push(day.date);
  if (!passed || member.attended + member.madeUp < REQUIRED.MEETING_LEADER) return;
  member.certifiedOn = day.date;
  const certificate = ledger.id('certificate');
  const holder = [member.enrolmentId, member.id, PROGRAMME, TITLE, member.name, day.date];
  const provider = plan.providers[cohort.provider]?.name;
  const snapshot = snapshotOf(member, provider, plan.basis.ruleVersion, day.date);
  ledger.later('certificate', certificate, numberBy(random), 1, ...holder, snapshot, 'VALID', ...by);
  ledger.later('certificate_event', certificate, 1, 'ISSUED', day.date, ...by);
}

function numberBy(random: Random): string {
  for (;;) {
    const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(random.next() * 256));
    const number = certificateNumber(bytes);
    if (number !== null) return number;
  }
}

/** What a certificate rests on, as the product keeps it. */
function snapshotOf(
  member: Member,
  provider: string | undefined,
  ruleVersion: number,
  date: LocalDate,
): string {
  const { name, attended, madeUp, creditedThen } = member;
  return JSON.stringify({
    ...{ name, title: TITLE, provider, programmeKey: PROGRAMME, trackKey: 'MEETING_LEADER', ruleVersion },
    ...{ requiredHalfDays: REQUIRED.MEETING_LEADER, attendedHalfDays: attended, madeUpHalfDays: madeUp },
    ...{ supervisionMinutes: creditedThen, supervisionTargetMinutes: TARGET.MEETING_LEADER },
    ...{ attempt: { number: 1, date }, dispensations: [] },
  });
}
