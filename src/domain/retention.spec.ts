import { describe, expect, it } from '@jest/globals';
import type { LocalDate } from './calendar.js';
import { type KeptOf, lastDayOfLogDue, retentionEnd } from './retention.js';

const PERIODS = { certificateYears: 10, detailMonths: 24, contactMonths: 12, auditMonths: 60 };
const day = (text: string) => text as LocalDate;
const kept = (more: Partial<KeptOf> = {}): KeptOf => ({
  open: 0,
  registeredOn: day('2020-01-31'),
  certificatesIssuedOn: [],
  engagementsClosedOn: [],
  ...more,
});

describe('section 7: nothing of a person is kept for a reason any more', () => {
  it('twelve months after they were registered, where they never got a seat', () => {
    expect(retentionEnd(kept(), PERIODS)).toEqual({ rule: 'CONTACT', dueSince: '2021-01-31' });
  });

  it('24 months after the end of the last engagement', () => {
    const closed = kept({ engagementsClosedOn: [day('2021-06-30'), day('2020-06-30')] });
    expect(retentionEnd(closed, PERIODS)).toEqual({ rule: 'DETAIL', dueSince: '2023-06-30' });
  });

  it('ten years after the last certificate', () => {
    const certified = kept({
      certificatesIssuedOn: [day('2021-02-28'), day('2024-02-29')],
      engagementsClosedOn: [day('2024-06-30')],
    });
    expect(retentionEnd(certified, PERIODS)).toEqual({ rule: 'CERTIFICATE', dueSince: '2034-02-28' });
  });

  it('never while an engagement goes on, or an enrolment is open', () => {
    expect(retentionEnd(kept({ engagementsClosedOn: [day('2020-06-30'), null] }), PERIODS)).toBeNull();
    expect(retentionEnd(kept({ open: 1 }), PERIODS)).toBeNull();
  });
});

describe('section 7: the log of changes is kept', () => {
  it('five years, a day at a time', () => {
    expect(lastDayOfLogDue(day('2031-11-22'), PERIODS)).toBe('2026-11-22');
    expect(lastDayOfLogDue(day('2029-02-28'), { auditMonths: 12 })).toBe('2028-02-28');
  });
});
