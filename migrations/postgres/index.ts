import { Initial1763769600000 } from './1763769600000-initial.js';
import { EnrolmentLife1763769600005 } from './1763769600005-enrolment-life.js';
import { Implementation1763769600010 } from './1763769600010-implementation.js';
import { CertificateLife1763769600030 } from './1763769600030-certificate-life.js';

/** In the order they run. */
export const POSTGRES_MIGRATIONS = [
  Initial1763769600000,
  EnrolmentLife1763769600005,
  Implementation1763769600010,
  CertificateLife1763769600030,
];
