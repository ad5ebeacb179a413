/** Every root field of the API. A contract test proves that this list and the schema agree. */
export const READS = [
  'viewer',
  'node',
  'municipalities',
  'municipality',
  'programmes',
  'programme',
  'engagement',
  'engagements',
  'providers',
  'cohort',
  'cohorts',
  'courseDay',
  'person',
  'people',
  'enrolment',
  'enrolments',
  'supervisionGroup',
  'supervisionGroups',
  'supervisionMeeting',
  'certificate',
  'seatUsage',
  'waitingList',
  'certificationStatus',
] as const;

export const WRITES = [
  'engagementOpen',
  'seatGrant',
  'engagementPartnerWithdraw',
  'waitingPrioritySet',
  'seatOfferAccept',
  'seatOfferDecline',
  'seatReuseApprove',
  'personRegister',
  'providerRegister',
  'cohortOpen',
  'courseDaySchedule',
  'courseDayReschedule',
  'courseDayCancel',
  'enrolmentConfirm',
  'enrolmentAssign',
  'enrolmentWithdraw',
  'enrolmentReplace',
  'enrolmentComplete',
  'enrolmentTransfer',
  'leaveBegin',
  'leaveAdjust',
  'leaveCancel',
  'rosterImport',
  'attendanceRecord',
  'attendanceCorrect',
  'supervisionGroupForm',
  'supervisionMeetingPlan',
  'supervisionMeetingHold',
  'supervisionMeetingCancel',
  'supervisionCorrect',
  'certificationAttemptRecord',
  'certificateIssue',
  'certificateRevoke',
  'dispensationGrant',
] as const;

/** Without sign-in. */
export const PUBLIC = ['certificateVerify'] as const;

export type Operation = (typeof READS)[number] | (typeof WRITES)[number];
export type Extent = 'ALL' | 'OWN';
export type Policy = Readonly<Partial<Record<Operation, Extent>>>;

export function every(operations: readonly Operation[], extent: Extent): Policy {
  return Object.fromEntries(operations.map((operation) => [operation, extent]));
}
