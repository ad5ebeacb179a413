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
  'supervisors',
  'supervisionDelivery',
  'certificate',
  'certificateEvents',
  'seatUsage',
  'certificationStatus',
] as const;

export const WRITES = [
  'engagementOpen',
  'seatGrant',
  'personRegister',
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
  'enrolmentTransfer',
  'leaveBegin',
  'leaveAdjust',
  'leaveCancel',
  'enrolmentRulesMove',
  'ruleSetPublish',
  'rosterImport',
  'attendanceRecord',
  'attendanceCorrect',
  'supervisionGroupForm',
  'supervisionGroupJoin',
  'supervisionGroupLeave',
  'supervisionGroupMove',
  'supervisorRegister',
  'supervisorChange',
  'supervisionMeetingPlan',
  'supervisionMeetingReschedule',
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
