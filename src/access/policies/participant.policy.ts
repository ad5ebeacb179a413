import type { Policy } from '../operations.js';

/**
 * A participant reads what concerns them: their own enrolments, hours, days and certificate, and nobody else's. They
 * write nothing but their own answer to what they are asked.
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
  certificate: 'OWN',

  seatOfferAccept: 'OWN',
  seatOfferDecline: 'OWN',
};
