/**
 * How long what is kept (domain.md section 7), and since when nothing of a person is kept for a reason any more.
 * The product has no applications of its own: whoever was registered and never sat on a seat counts as their contact.
 */
import { addMonths, type LocalDate } from './calendar.js';

/** All of them are settings; see src/config/retention.ts. */
export interface RetentionPeriods {
  /** What a certificate says, from the day it was issued. */
  readonly certificateYears: number;
  /** Attendance and minutes, from the end of the engagement. */
  readonly detailMonths: number;
  /** Name and address of somebody who never got a seat, from when they were registered. */
  readonly contactMonths: number;
  /** What the log of changes says of a day, from that day. */
  readonly auditMonths: number;
}

/** What a person has that is kept for a time. */
export interface KeptOf {
  /** Enrolments and team memberships that are not over. */
  readonly open: number;
  readonly registeredOn: LocalDate;
  /** When the latest version of each certificate was issued. */
  readonly certificatesIssuedOn: readonly LocalDate[];
  /** When each engagement that they took part in was closed; null while it is not. */
  readonly engagementsClosedOn: readonly (LocalDate | null)[];
}

export type RetentionRule = 'CERTIFICATE' | 'DETAIL' | 'CONTACT';

export interface RetentionEnd {
  /** The rule that kept it longest. */
  readonly rule: RetentionRule;
  /** The first day on which nothing is kept for a reason. */
  readonly dueSince: LocalDate;
}

/** Null while something has no end yet. */
export function retentionEnd(kept: KeptOf, periods: RetentionPeriods): RetentionEnd | null {
  if (kept.open > 0 || kept.engagementsClosedOn.includes(null)) return null;
  const ends: RetentionEnd[] = [
    ...kept.certificatesIssuedOn.map((on) => ({
      rule: 'CERTIFICATE' as const,
      dueSince: certificateKeptUntil(on, periods),
    })),
    ...kept.engagementsClosedOn.flatMap((on) =>
      on === null ? [] : [{ rule: 'DETAIL' as const, dueSince: addMonths(on, periods.detailMonths) }],
    ),
    { rule: 'CONTACT', dueSince: addMonths(kept.registeredOn, periods.contactMonths) },
  ];
  return ends.reduce((latest, each) => (each.dueSince > latest.dueSince ? each : latest));
}

/** The first day on which a certificate is not kept any more. */
export function certificateKeptUntil(issuedOn: LocalDate, { certificateYears }: RetentionPeriods): LocalDate {
  return addMonths(issuedOn, certificateYears * 12);
}

/** The last day that the log of changes is not kept of for a reason any more. */
export function lastDayOfLogDue(
  today: LocalDate,
  { auditMonths }: Pick<RetentionPeriods, 'auditMonths'>,
): LocalDate {
  return addMonths(today, -auditMonths);
}
