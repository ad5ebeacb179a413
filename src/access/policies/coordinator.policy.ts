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
  enrolment: 'OWN',
  enrolments: 'OWN',
  supervisionGroup: 'OWN',
  supervisionGroups: 'OWN',
  supervisionMeeting: 'OWN',
  certificate: 'OWN',
  seatUsage: 'OWN',
  waitingList: 'OWN',
  certificationStatus: 'OWN',

  personRegister: 'OWN',
  enrolmentConfirm: 'OWN',
  enrolmentAssign: 'OWN',
  enrolmentWithdraw: 'OWN',
  enrolmentReplace: 'OWN',
  // To a seat of another municipality only where it is the coordinator's own as well.
  enrolmentTransfer: 'OWN',
  leaveBegin: 'OWN',
  leaveAdjust: 'OWN',
  leaveCancel: 'OWN',
  rosterImport: 'OWN',
  waitingPrioritySet: 'OWN',
  seatOfferAccept: 'OWN',
  seatOfferDecline: 'OWN',
};
