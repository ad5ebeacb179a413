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
  'personDuplicates',
  'enrolment',
  'enrolments',
  'supervisionGroup',
  'supervisionGroups',
  'supervisionMeeting',
  'certificate',
  'certificateEvents',
  'seatUsage',
  'certificationStatus',
  'participantBreakdown',
  'certifiedWorkforce',
  'leadersWithoutLeadershipDay',
] as const;

export const WRITES = [
  'engagementOpen',
  'seatGrant',
  'personRegister',
  'personMerge',
  'personUnmerge',
  'affiliationAdd',
  'affiliationEnd',
  'affiliationCorrect',
  'affiliationChange',
  'personRename',
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
  'enrolmentSeatAffiliationSet',
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
  'certificateReviewDecide',
  'certificateReissue',
  'certificateReinstate',
  'certificateRenew',
  'dispensationGrant',
  'dispensationEnd',
] as const;

/** Without sign-in. */
export const PUBLIC = ['certificateVerify'] as const;

export type Operation = (typeof READS)[number] | (typeof WRITES)[number];
export type Extent = 'ALL' | 'OWN';
export type Policy = Readonly<Partial<Record<Operation, Extent>>>;

export function every(operations: readonly Operation[], extent: Extent): Policy {
  return Object.fromEntries(operations.map((operation) => [operation, extent]));
}
