import { every, OWN_ACCOUNT, type Policy } from '../operations.js';

/**
 * A participant reads what concerns them: their own enrolments, hours, days and certificate, and nobody else's; sends
 * apologies for what is ahead, says when a record about them is wrong, and answers an offer of a seat.
 */
export const participantPolicy: Policy = {
  viewer: 'ALL',
  node: 'OWN',
  // Reference data is the same for everybody.
  municipalities: 'ALL',
  municipality: 'ALL',
  programmes: 'ALL',
  programme: 'ALL',
  engagement: 'OWN',
  engagements: 'OWN',
  cohort: 'OWN',
  cohorts: 'OWN',
  courseDay: 'OWN',
  person: 'OWN',
  enrolment: 'OWN',
  enrolments: 'OWN',
  supervisionGroup: 'OWN',
  supervisionGroups: 'OWN',
  supervisionMeeting: 'OWN',
  disputes: 'OWN',
  certificate: 'OWN',
  // All that is stored about them.
  personExport: 'OWN',
  correctionRequests: 'OWN',

  apologySend: 'OWN',
  apologyWithdraw: 'OWN',
  attendanceDispute: 'OWN',
  correctionRequest: 'OWN',
  seatOfferAccept: 'OWN',
  seatOfferDecline: 'OWN',
  ...every(OWN_ACCOUNT, 'OWN'),
};
