import { Initial1763769600000 } from './1763769600000-initial.js';
import { EnrolmentLife1763769600005 } from './1763769600005-enrolment-life.js';
import { Implementation1763769600010 } from './1763769600010-implementation.js';
import { History1763769600020 } from './1763769600020-history.js';
import { CertificateLife1763769600030 } from './1763769600030-certificate-life.js';
import { SupervisionWithDates1763769600040 } from './1763769600040-supervision-with-dates.js';
import { AttendanceLife1763769600050 } from './1763769600050-attendance-life.js';
import { PeopleOverTime1763769600060 } from './1763769600060-people-over-time.js';
import { SeatsThatBecomeFree1763769600070 } from './1763769600070-seats-that-become-free.js';
import { MachineTokens1763769600100 } from './1763769600100-machine-tokens.js';
import { AuditSeals1763769600110 } from './1763769600110-audit-seals.js';
import { Accounts1763769600200 } from './1763769600200-accounts.js';
import { Sessions1763769600210 } from './1763769600210-sessions.js';
import { DataProtection1763769600220 } from './1763769600220-data-protection.js';
import { Erasure1763769600230 } from './1763769600230-erasure.js';
import { CredentialStatus1763769600260 } from './1763769600260-credential-status.js';
import { SupervisionGroupsThatClose1763769600270 } from './1763769600270-supervision-groups-that-close.js';
import { CourseDayHost1763769600280 } from './1763769600280-course-day-host.js';
import { ShortenedLog1763769600290 } from './1763769600290-shortened-log.js';
import { StandingsKept1763769600300 } from './1763769600300-standings-kept.js';
import { CertificateKind1763769600310 } from './1763769600310-certificate-kind.js';
import { PoolsCounted1763769600320 } from './1763769600320-pools-counted.js';
import { WhoTaught1763769600340 } from './1763769600340-who-taught.js';
import { ListedByName1763769600350 } from './1763769600350-listed-by-name.js';
import { CountsOfThePast1763769600360 } from './1763769600360-counts-of-the-past.js';
import { MarkedByKey1763769600370 } from './1763769600370-marked-by-key.js';
import { MarkedWhoeverRecords1763769600380 } from './1763769600380-marked-whoever-records.js';

/** In the order they run. */
export const SQLITE_MIGRATIONS = [
  Initial1763769600000,
  EnrolmentLife1763769600005,
  Implementation1763769600010,
  History1763769600020,
  CertificateLife1763769600030,
  SupervisionWithDates1763769600040,
  AttendanceLife1763769600050,
  PeopleOverTime1763769600060,
  SeatsThatBecomeFree1763769600070,
  MachineTokens1763769600100,
  AuditSeals1763769600110,
  Accounts1763769600200,
  Sessions1763769600210,
  DataProtection1763769600220,
  Erasure1763769600230,
  CredentialStatus1763769600260,
  SupervisionGroupsThatClose1763769600270,
  CourseDayHost1763769600280,
  ShortenedLog1763769600290,
  StandingsKept1763769600300,
  CertificateKind1763769600310,
  PoolsCounted1763769600320,
  WhoTaught1763769600340,
  ListedByName1763769600350,
  CountsOfThePast1763769600360,
  MarkedByKey1763769600370,
  MarkedWhoeverRecords1763769600380,
];
