import { Initial1763769600000 } from './1763769600000-initial.js';
import { EnrolmentLife1763769600005 } from './1763769600005-enrolment-life.js';
import { CertificateLife1763769600030 } from './1763769600030-certificate-life.js';
import { SupervisionWithDates1763769600040 } from './1763769600040-supervision-with-dates.js';

/** In the order they run. */
export const POSTGRES_MIGRATIONS = [
  Initial1763769600000,
  EnrolmentLife1763769600005,
  CertificateLife1763769600030,
  SupervisionWithDates1763769600040,
];
