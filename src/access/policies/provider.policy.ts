import type { Policy } from '../operations.js';

/**
 * A training provider (kompetenceleverandør): its own cohorts and supervision groups, and the people in them.
 * It plans days and meetings, records who was there, and certifies.
 */
export const providerPolicy: Policy = {
  viewer: 'ALL',
  node: 'OWN',
  // Reference data is the same for everybody.
  municipalities: 'ALL',
  municipality: 'ALL',
  programmes: 'ALL',
  programme: 'ALL',
  providers: 'ALL',
  engagement: 'OWN',
  engagements: 'OWN',
  cohort: 'OWN',
  cohorts: 'OWN',
  courseDay: 'OWN',
  person: 'OWN',
  people: 'OWN',
  enrolment: 'OWN',
  enrolments: 'OWN',
  supervisionGroup: 'OWN',
  supervisionGroups: 'OWN',
  supervisionMeeting: 'OWN',
  disputes: 'OWN',
  correctionRequests: 'OWN',
  registrationsOverdue: 'OWN',
  supervisors: 'OWN',
  supervisionDelivery: 'OWN',
  certificate: 'OWN',
  certificateEvents: 'OWN',
  // Phases and meetings of the engagements that it sees; never their plan documents or teams.
  engagementMeeting: 'OWN',
  changesSince: 'OWN',

  cohortOpen: 'OWN',
  courseDaySchedule: 'OWN',
  courseDayReschedule: 'OWN',
  courseDayCancel: 'OWN',
  // Moves people between its own cohorts.
  enrolmentAssign: 'OWN',
  enrolmentComplete: 'OWN',
  seatReuseApprove: 'OWN',
  attendanceRecord: 'OWN',
  attendanceCorrect: 'OWN',
  makeUpApprove: 'OWN',
  makeUpWithdraw: 'OWN',
  // Answers what participants say about its own days and meetings.
  apologyAcknowledge: 'OWN',
  disputeAnswer: 'OWN',
  // What people want corrected about their certificates, attempts and groups.
  correctionAnswer: 'OWN',
  supervisionGroupForm: 'OWN',
  supervisionGroupJoin: 'OWN',
  supervisionGroupLeave: 'OWN',
  supervisionGroupMove: 'OWN',
  supervisorRegister: 'OWN',
  supervisorChange: 'OWN',
  supervisionMeetingPlan: 'OWN',
  supervisionMeetingReschedule: 'OWN',
  supervisionMeetingHold: 'OWN',
  supervisionMeetingCancel: 'OWN',
  supervisionCorrect: 'OWN',
  supervisionMeetingCorrect: 'OWN',
  certificationAttemptRecord: 'OWN',
  certificateIssue: 'OWN',
  certificateRevoke: 'OWN',
  certificateReviewDecide: 'OWN',
  certificateReissue: 'OWN',
  certificateReinstate: 'OWN',
  certificateRenew: 'OWN',
  // A new name is what most certificates are reissued for (L16).
  personRename: 'OWN',
};
