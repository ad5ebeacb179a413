import type { Policy } from '../operations.js';

/**
 * A municipality's coordinator (projektleder): its own seats and the people on them.
 * Never reads people on another municipality's seats, also not in a shared cohort or group (V39).
 */
export const coordinatorPolicy: Policy = {
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
  personDuplicates: 'OWN',
  enrolment: 'OWN',
  enrolments: 'OWN',
  supervisionGroup: 'OWN',
  supervisionGroups: 'OWN',
  supervisionMeeting: 'OWN',
  certificate: 'OWN',
  seatUsage: 'OWN',
  waitingList: 'OWN',
  certificationStatus: 'OWN',
  participantBreakdown: 'OWN',
  certifiedWorkforce: 'OWN',
  leadersWithoutLeadershipDay: 'OWN',
  // What surrounds the engagements of its municipality; names only of people that it may see (V39).
  teamMember: 'OWN',
  engagementMeeting: 'OWN',
  planDocument: 'OWN',
  openTasks: 'OWN',
  changesSince: 'OWN',
  // What people want corrected about their workplaces and its seats.
  correctionRequests: 'OWN',
  machineTokens: 'OWN',

  personRegister: 'OWN',
  // Jobs in the own municipality, and those in none that an own seat belongs to (L19).
  affiliationAdd: 'OWN',
  affiliationEnd: 'OWN',
  affiliationCorrect: 'OWN',
  affiliationChange: 'OWN',
  personRename: 'OWN',
  enrolmentConfirm: 'OWN',
  enrolmentAssign: 'OWN',
  enrolmentWithdraw: 'OWN',
  enrolmentReplace: 'OWN',
  enrolmentSeatAffiliationSet: 'OWN',
  // To a seat of another municipality only where it is the coordinator's own as well.
  enrolmentTransfer: 'OWN',
  leaveBegin: 'OWN',
  leaveAdjust: 'OWN',
  leaveCancel: 'OWN',
  rosterImport: 'OWN',
  // On behalf of those on its own seats.
  apologySend: 'OWN',
  apologyWithdraw: 'OWN',
  waitingPrioritySet: 'OWN',
  seatOfferAccept: 'OWN',
  seatOfferDecline: 'OWN',
  teamMemberAdd: 'OWN',
  teamMemberEnd: 'OWN',
  engagementMeetingPlan: 'OWN',
  engagementMeetingReschedule: 'OWN',
  engagementMeetingHold: 'OWN',
  engagementMeetingCancel: 'OWN',
  planDocumentAdd: 'OWN',
  planDocumentApprove: 'OWN',
  correctionAnswer: 'OWN',
  // For the municipality's own programs, which read what a coordinator reads.
  machineTokenIssue: 'OWN',
  machineTokenRevoke: 'OWN',
};
