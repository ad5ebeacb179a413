/** How long what is kept: the settings of domain/retention.ts, in one place. */
import type { RetentionPeriods } from '../domain/retention.js';
import { type Setting, WholeNumber, wholeNumber } from './setting.js';
import { Protection } from './protection.js';

const YEARS = 'a whole number of years from 1 to 100';
const MONTHS = 'a whole number of months from 1 to 1200';
const AT_LEAST_A_YEAR = 'a whole number of months from 12 to 1200';

export class Retention extends Protection implements RetentionPeriods {
  /** RETENTION_CERTIFICATE_YEARS: what a certificate says, from the day it was issued. */
  @WholeNumber(1, 100, YEARS)
  certificateYears: number = 10;

  /** RETENTION_DETAIL_MONTHS: attendance and minutes, from the end of the engagement. */
  @WholeNumber(1, 1200, MONTHS)
  detailMonths: number = 24;

  /** RETENTION_CONTACT_MONTHS: somebody who never got a seat, from when they were registered. */
  @WholeNumber(1, 1200, MONTHS)
  contactMonths: number = 12;

  /** RETENTION_AUDIT_MONTHS: the log of changes; never less than the year that somebody looks back on. */
  @WholeNumber(12, 1200, AT_LEAST_A_YEAR)
  auditMonths: number = 60;
}

export const RETENTION_SETTINGS: Record<keyof RetentionPeriods, Setting> = {
  certificateYears: { name: 'RETENTION_CERTIFICATE_YEARS', read: wholeNumber },
  detailMonths: { name: 'RETENTION_DETAIL_MONTHS', read: wholeNumber },
  contactMonths: { name: 'RETENTION_CONTACT_MONTHS', read: wholeNumber },
  auditMonths: { name: 'RETENTION_AUDIT_MONTHS', read: wholeNumber },
};
