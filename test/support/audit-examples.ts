/** One use of each mutation that changes something, to look up what it leaves in the log (test/contract/audit.spec.ts). */
import { readFileSync } from 'node:fs';
import type { WRITES } from '../../src/access/operations.js';

const RULES = readFileSync(
  new URL('../../src/programmes/files/ad-bostoette-2019.jsonc', import.meta.url),
  'utf8',
);

/** What earlier examples made, by a name. */
export type Known = Record<string, any>;

export interface Example {
  readonly act: (typeof WRITES)[number];
  /** On which day; left out, the same as the example before. */
  readonly on?: string;
  readonly input: (known: Known) => object;
  readonly selection: string;
  readonly keep?: (payload: any, known: Known) => void;
  /** It changes something that was there: the log has it as it was, too. */
  readonly changes?: boolean;
}

const PLACE = { municipalityCode: '621', trackKey: 'MEETING_LEADER' };
const HOUSING = { programmeKey: 'AD_BOSTOETTE_2019', trackKey: 'MEETING_LEADER' };
const person = (name: string): Example => ({
  act: 'personRegister',
  input: () => ({ name, email: `${name.charAt(0)}@kolding.example`, municipalityCode: '621' }),
  selection: 'person { id }',
  keep: (payload, known) => (known[name] = payload.person.id),
});
const confirmed = (name: string): Example => ({
  act: 'enrolmentConfirm',
  input: (known) => ({
    ...PLACE,
    engagementId: known['engagement'],
    personId: known[name],
    on: '2026-01-10',
  }),
  selection: 'enrolment { id }',
  keep: (payload, known) => (known[`${name} enrolled`] = payload.enrolment.id),
});

const waiting = (name: string): Example => ({
  act: 'enrolmentConfirm',
  input: (known) => ({
    engagementId: known['youth'],
    municipalityCode: '630',
    trackKey: 'YOUTH',
    personId: known[name],
    waitlist: true,
  }),
  selection: 'enrolment { id }',
  keep: (payload, known) => (known[`${name} waiting`] = payload.enrolment.id),
});

/** The next version of the rules, with certificates that hold for two years. */
const published = (version: number): Example => ({
  act: 'ruleSetPublish',
  input: () => ({
    file: Buffer.from(
      RULES.replace('"version": 1', `"version": ${version}`).replace(
        '"validMonths": null',
        '"validMonths": 24',
      ),
    ).toString('base64'),
    dryRun: false,
    reason: 'Certifikater gælder i to år',
  }),
  selection: 'programme { key }',
});

/** In an order in which they can happen. A mutation that is added needs an example here, or a place in ELSEWHERE. */
export const EXAMPLES: readonly Example[] = [
  {
    act: 'providerRegister',
    on: '2026-01-10T12:00:00Z',
    input: () => ({ key: 'dialoghuset', name: 'Dialoghuset' }),
    selection: 'provider { id }',
    keep: (payload, known) => (known['provider'] = payload.provider.id),
  },
  published(2),
  {
    act: 'engagementOpen',
    input: () => ({ programmeKey: HOUSING.programmeKey, municipalityCodes: ['621'], startsOn: '2026-01-01' }),
    selection: 'engagement { id }',
    keep: (payload, known) => (known['engagement'] = payload.engagement.id),
  },
  {
    act: 'seatGrant',
    input: (known) => ({ ...PLACE, engagementId: known['engagement'], reason: 'Stor gruppe' }),
    selection: 'seatUsage { limit }',
  },
  person('Anna Ask'),
  person('Bo Birk'),
  person('Carl Carlsen'),
  {
    act: 'cohortOpen',
    input: (known) => ({ ...HOUSING, name: 'Hold 1', providerId: known['provider'] }),
    selection: 'cohort { id }',
    keep: (payload, known) => (known['cohort'] = payload.cohort.id),
  },
  confirmed('Anna Ask'),
  confirmed('Bo Birk'),
  {
    act: 'enrolmentAssign',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'], cohortId: known['cohort'] }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'courseDaySchedule',
    input: (known) => ({
      cohortId: known['cohort'],
      type: 'SEMINAR',
      unit: 1,
      dates: ['2026-02-02', '2026-02-03'],
    }),
    selection: 'courseDays { id halfDays { id part } }',
    keep: (payload, known) => (known['days'] = payload.courseDays),
  },
  {
    act: 'courseDayCancel',
    input: (known) => ({ courseDayId: known['days'][1].id, reason: 'Snestorm' }),
    selection: 'courseDay { id }',
    changes: true,
  },
  {
    act: 'courseDayReschedule',
    input: (known) => ({ courseDayId: known['days'][1].id, date: '2026-02-04' }),
    selection: 'courseDay { id }',
    changes: true,
  },
  {
    act: 'courseDaySchedule',
    input: (known) => ({
      cohortId: known['cohort'],
      type: 'SEMINAR',
      unit: 2,
      dates: ['2026-02-18', '2026-02-19'],
    }),
    selection: 'courseDays { id }',
  },
  {
    act: 'affiliationAdd',
    input: (known) => ({ personId: known['Bo Birk'], municipalityCode: '621', unit: 'Jobcentret' }),
    selection: 'affiliation { id }',
    keep: (payload, known) => (known['job'] = payload.affiliation.id),
  },
  {
    act: 'affiliationCorrect',
    input: (known) => ({ affiliationId: known['job'], from: '2025-12-01', reason: 'Begyndte før' }),
    selection: 'affiliation { id }',
    changes: true,
  },
  {
    act: 'affiliationChange',
    input: (known) => ({
      affiliationId: known['job'],
      on: '2026-01-05',
      unit: 'Bostøtten',
      reason: 'Ny enhed',
    }),
    selection: 'begun { id }',
    keep: (payload, known) => (known['new job'] = payload.begun.id),
  },
  {
    act: 'enrolmentSeatAffiliationSet',
    input: (known) => ({
      enrolmentId: known['Bo Birk enrolled'],
      affiliationId: known['new job'],
      reason: 'Pladsen følger det nye job',
    }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'affiliationEnd',
    input: (known) => ({ affiliationId: known['new job'], on: '2026-01-09', reason: 'Opsagt' }),
    selection: 'affiliation { id }',
    changes: true,
  },
  person('Erik Eriksen'),
  person('Frida Erichsen'),
  {
    act: 'personMerge',
    input: (known) => ({
      keepId: known['Erik Eriksen'],
      mergeId: known['Frida Erichsen'],
      reason: 'Samme person',
    }),
    selection: 'merge { id }',
    keep: (payload, known) => (known['merge'] = payload.merge.id),
  },
  {
    act: 'personUnmerge',
    input: (known) => ({ mergeId: known['merge'], reason: 'To personer alligevel' }),
    selection: 'merge { id }',
  },
  {
    act: 'engagementOpen',
    input: () => ({
      programmeKey: 'AD_UNGE_2025',
      municipalityCodes: ['630', '607'],
      startsOn: '2026-01-01',
    }),
    selection: 'engagement { id }',
    keep: (payload, known) => (known['youth'] = payload.engagement.id),
  },
  {
    act: 'rosterImport',
    input: (known) => ({
      engagementId: known['youth'],
      municipalityCode: '630',
      trackKey: 'YOUTH',
      file: Buffer.from(
        [
          '\ufeffNavn;E-mail',
          ...[...'ABCDEFGHIJ'].map((each) => `${each}by Vejle;${each}@vejle.example`),
        ].join('\r\n'),
      ).toString('base64'),
      dryRun: false,
    }),
    selection: 'rows { enrolment { id } }',
    keep: (payload, known) => (known['seated'] = payload.rows.map((row: any) => row.enrolment.id)),
  },
  waiting('Erik Eriksen'),
  waiting('Frida Erichsen'),
  ...[0, 1].map((index): Example => ({
    act: 'enrolmentWithdraw',
    input: (known) => ({ enrolmentId: known['seated'][index], on: '2026-01-10' }),
    selection: 'enrolment { status }',
    changes: true,
  })),
  ...['Erik Eriksen', 'Frida Erichsen'].map((name, index): Example => ({
    act: 'waitingPrioritySet',
    input: (known) => ({
      enrolmentId: known[`${name} waiting`],
      priority: index + 3,
      reason: 'Har ventet længst',
    }),
    selection: 'enrolment { seatOffers { id } }',
    keep: (payload, known) => (known[`${name} offered`] = payload.enrolment.seatOffers[0].id),
    changes: true,
  })),
  {
    act: 'seatOfferAccept',
    input: (known) => ({ offerId: known['Erik Eriksen offered'] }),
    selection: 'enrolment { status }',
    changes: true,
  },
  {
    act: 'seatOfferDecline',
    input: (known) => ({ offerId: known['Frida Erichsen offered'] }),
    selection: 'offer { id }',
    changes: true,
  },
  {
    act: 'engagementPartnerWithdraw',
    input: (known) => ({
      engagementId: known['youth'],
      municipalityCode: '607',
      on: '2026-01-10',
      reason: 'Udtræder af samarbejdet',
    }),
    selection: 'engagement { id }',
  },
  {
    act: 'supervisionGroupForm',
    input: (known) => ({ ...HOUSING, name: 'Gruppe 1', enrolmentIds: [known['Anna Ask enrolled']] }),
    selection: 'group { id }',
    keep: (payload, known) => (known['group'] = payload.group.id),
  },
  {
    act: 'supervisionGroupForm',
    input: (known) => ({ ...HOUSING, name: 'Gruppe 2', enrolmentIds: [known['Bo Birk enrolled']] }),
    selection: 'group { id }',
    keep: (payload, known) => (known['other group'] = payload.group.id),
  },
  {
    act: 'supervisionGroupMove',
    input: (known) => ({
      enrolmentId: known['Bo Birk enrolled'],
      fromGroupId: known['other group'],
      toGroupId: known['group'],
      on: '2026-01-20',
      reason: 'Passer bedre',
    }),
    selection: 'toGroup { id }',
  },
  {
    act: 'supervisionGroupLeave',
    input: (known) => ({
      groupId: known['group'],
      enrolmentId: known['Bo Birk enrolled'],
      on: '2026-02-01',
      reason: 'Passer ikke',
    }),
    selection: 'group { id }',
  },
  {
    act: 'supervisionGroupJoin',
    input: (known) => ({
      groupId: known['other group'],
      enrolmentId: known['Bo Birk enrolled'],
      from: '2026-02-01',
    }),
    selection: 'group { id }',
  },
  {
    act: 'supervisionGroupClose',
    input: (known) => ({ groupId: known['other group'], lastDay: '2026-03-31', reason: 'For få deltagere' }),
    selection: 'group { id }',
    changes: true,
  },
  {
    act: 'supervisionGroupReopen',
    input: (known) => ({ groupId: known['other group'], reason: 'Lukket ved en fejl' }),
    selection: 'group { id }',
    changes: true,
  },
  {
    act: 'supervisorRegister',
    input: (known) => ({ providerId: known['provider'], name: 'Sanne Sander' }),
    selection: 'supervisor { id }',
    keep: (payload, known) => (known['supervisor'] = payload.supervisor.id),
  },
  {
    act: 'supervisorChange',
    input: (known) => ({ supervisorId: known['supervisor'], name: 'Sanne Søby' }),
    selection: 'supervisor { id }',
    changes: true,
  },
  ...['2026-02-10', '2026-02-11'].map((date): Example => ({
    act: 'supervisionMeetingPlan',
    input: (known) => ({
      groupId: known['group'],
      startsAt: `${date}T08:00:00Z`,
      endsAt: `${date}T11:00:00Z`,
    }),
    selection: 'meeting { id }',
    keep: (payload, known) => (known[date] = payload.meeting.id),
  })),
  {
    act: 'apologySend',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'], meetingId: known['2026-02-10'] }),
    selection: 'apology { id }',
    keep: (payload, known) => (known['apology'] = payload.apology.id),
  },
  {
    act: 'apologyAcknowledge',
    input: (known) => ({ apologyId: known['apology'], text: 'Tak' }),
    selection: 'apology { id }',
  },
  {
    act: 'apologyWithdraw',
    input: (known) => ({ apologyId: known['apology'] }),
    selection: 'apology { id }',
    changes: true,
  },
  {
    act: 'leaveBegin',
    input: (known) => ({ enrolmentId: known['Bo Birk enrolled'], from: '2026-03-01', to: '2026-05-01' }),
    selection: 'leave { id }',
    keep: (payload, known) => (known['leave'] = payload.leave.id),
  },
  {
    act: 'leaveAdjust',
    input: (known) => ({ leaveId: known['leave'], from: '2026-03-01', to: '2026-06-01' }),
    selection: 'leave { id }',
    keep: (payload, known) => (known['leave'] = payload.leave.id),
    changes: true,
  },
  {
    act: 'leaveCancel',
    input: (known) => ({ leaveId: known['leave'], reason: 'Bliver alligevel' }),
    selection: 'enrolment { id }',
    changes: true,
  },
  published(3),
  {
    act: 'enrolmentRulesMove',
    input: (known) => ({
      enrolmentIds: [known['Bo Birk enrolled']],
      version: 3,
      reason: 'De nye regler gælder',
    }),
    selection: '__typename',
    changes: true,
  },
  {
    act: 'supervisionMeetingReschedule',
    input: (known) => ({
      meetingId: known['2026-02-11'],
      venue: 'Biblioteket',
      reason: 'Lokalet er optaget',
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'supervisionMeetingCancel',
    input: (known) => ({ meetingId: known['2026-02-11'], reason: 'For få tilmeldte' }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'attendanceRecord',
    on: '2026-02-12T12:00:00Z',
    input: (known) => ({ courseDayId: known['days'][0].id, default: 'PRESENT', entries: [] }),
    selection: 'courseDay { id }',
  },
  {
    act: 'attendanceCorrect',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      halfDayId: known['days'][0].halfDays[0].id,
      state: 'ABSENT',
      reason: 'Gik før tid',
    }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'attendanceDispute',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      halfDayId: known['days'][0].halfDays[0].id,
      text: 'Jeg var der hele formiddagen',
    }),
    selection: 'dispute { id }',
    keep: (payload, known) => (known['dispute'] = payload.dispute.id),
  },
  {
    act: 'disputeAnswer',
    input: (known) => ({ disputeId: known['dispute'], decision: 'UPHELD', text: 'Listen er underskrevet' }),
    selection: 'dispute { id }',
  },
  {
    act: 'correctionRequest',
    input: (known) => ({ personId: known['Anna Ask'], text: 'Jeg hedder Ask Andersen' }),
    selection: 'correctionRequest { id }',
    keep: (payload, known) => (known['correction'] = payload.correctionRequest.id),
  },
  {
    act: 'correctionAnswer',
    input: (known) => ({ correctionRequestId: known['correction'], decision: 'REFUSED', text: 'Se passet' }),
    selection: 'correctionRequest { id }',
    changes: true,
  },
  {
    act: 'makeUpApprove',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      halfDayId: known['days'][0].halfDays[0].id,
      on: '2026-02-12',
      description: 'Skriftlig refleksion',
    }),
    selection: 'makeUp { id }',
    keep: (payload, known) => (known['makeUp'] = payload.makeUp.id),
  },
  {
    act: 'makeUpWithdraw',
    input: (known) => ({ makeUpId: known['makeUp'], reason: 'Afleveret af en anden' }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'supervisionMeetingHold',
    input: (known) => ({
      meetingId: known['2026-02-10'],
      startedAt: '2026-02-10T08:00:00Z',
      endedAt: '2026-02-10T11:00:00Z',
      allPresent: true,
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'supervisionCorrect',
    input: (known) => ({
      meetingId: known['2026-02-10'],
      enrolmentId: known['Anna Ask enrolled'],
      from: '2026-02-10T09:00:00Z',
      reason: 'Kom en time for sent',
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'supervisionMeetingCorrect',
    input: (known) => ({
      meetingId: known['2026-02-10'],
      endedAt: '2026-02-10T11:30:00Z',
      reason: 'Sluttede en halv time senere',
    }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'courseDaySchedule',
    input: (known) => ({
      cohortId: known['cohort'],
      type: 'CERTIFICATION_DAY',
      unit: 1,
      dates: ['2026-02-20'],
    }),
    selection: 'courseDays { id }',
    keep: (payload, known) => (known['certification'] = payload.courseDays[0].id),
  },
  {
    act: 'dispensationGrant',
    input: (known) => ({
      enrolmentId: known['Anna Ask enrolled'],
      requirement: 'ATTENDANCE',
      reason: 'Samme kursus taget i 2024',
    }),
    selection: 'dispensation { id }',
    keep: (payload, known) => (known['dispensation'] = payload.dispensation.id),
  },
  {
    act: 'certificationAttemptRecord',
    on: '2026-02-21T12:00:00Z',
    input: (known) => ({
      courseDayId: known['certification'],
      enrolmentId: known['Anna Ask enrolled'],
      outcome: 'PASSED',
      video: 'SHOWN',
    }),
    selection: 'attempt { number }',
  },
  {
    act: 'certificateIssue',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'] }),
    selection: 'certificate { number }',
    keep: (payload, known) => (known['number'] = payload.certificate.number),
  },
  {
    act: 'personRename',
    input: (known) => ({ personId: known['Anna Ask'], name: 'Anna Birk', reason: 'Gift' }),
    selection: 'person { id }',
    changes: true,
  },
  {
    act: 'certificateReissue',
    input: (known) => ({ number: known['number'], reason: 'Nyt navn' }),
    selection: 'certificate { version }',
    changes: true,
  },
  {
    act: 'dispensationEnd',
    input: (known) => ({
      dispensationId: known['dispensation'],
      on: '2026-02-21',
      reason: 'Givet på forkert grundlag',
    }),
    selection: 'dispensation { id }',
    changes: true,
  },
  {
    act: 'certificateReviewDecide',
    input: (known) => ({ number: known['number'], decision: 'UPHOLD', reason: 'Kurset er taget i 2024' }),
    selection: 'certificate { status }',
    changes: true,
  },
  {
    act: 'seatReuseApprove',
    input: (known) => ({ enrolmentId: known['Anna Ask enrolled'], reason: 'Holdet er kun lige begyndt' }),
    selection: 'enrolment { id }',
  },
  {
    act: 'enrolmentReplace',
    input: (known) => ({
      enrolmentId: known['Bo Birk enrolled'],
      personId: known['Carl Carlsen'],
      on: '2026-02-21',
    }),
    selection: 'joined { id }',
    keep: (payload, known) => (known['Carl Carlsen enrolled'] = payload.joined.id),
    changes: true,
  },
  {
    act: 'enrolmentTransfer',
    input: (known) => ({
      enrolmentId: known['Carl Carlsen enrolled'],
      choice: 'CONTINUES_AS_GUEST',
      on: '2026-02-21',
      reason: 'Flytter',
    }),
    selection: 'enrolment { id }',
    changes: true,
  },
  {
    act: 'enrolmentWithdraw',
    input: (known) => ({
      enrolmentId: known['Carl Carlsen enrolled'],
      on: '2026-02-21',
      reason: 'Nyt arbejde',
    }),
    selection: 'enrolment { status }',
    changes: true,
  },
  {
    act: 'engagementOpen',
    input: () => ({ programmeKey: 'HERLEV_2017', municipalityCodes: ['163'], startsOn: '2026-01-01' }),
    selection: 'engagement { id }',
    keep: (payload, known) => (known['herlev'] = payload.engagement.id),
  },
  {
    act: 'rosterImport',
    input: (known) => ({
      engagementId: known['herlev'],
      municipalityCode: '163',
      trackKey: 'OD_BASIC',
      file: Buffer.from('\ufeffNavn;E-mail\r\nDorte Dam;d@herlev.example').toString('base64'),
      dryRun: false,
    }),
    selection: 'rows { enrolment { id } }',
    keep: (payload, known) => (known['Dorte Dam enrolled'] = payload.rows[0].enrolment.id),
  },
  {
    act: 'enrolmentComplete',
    input: (known) => ({
      enrolmentId: known['Dorte Dam enrolled'],
      on: '2026-02-20',
      reason: 'Har fulgt hele kurset',
    }),
    selection: 'enrolment { status }',
    changes: true,
  },
  {
    act: 'certificateRenew',
    on: '2027-12-01T12:00:00Z',
    input: (known) => ({ number: known['number'] }),
    selection: 'certificate { version }',
    changes: true,
  },
  {
    act: 'certificateRevoke',
    input: (known) => ({ number: known['number'], reason: 'Udstedt ved en fejl' }),
    selection: 'certificate { status }',
    changes: true,
  },
  {
    act: 'certificateReinstate',
    input: (known) => ({ number: known['number'], reason: 'Tilbagekaldt ved en fejl' }),
    selection: 'certificate { status }',
    changes: true,
  },
  {
    act: 'teamMemberAdd',
    input: (known) => ({
      engagementId: known['engagement'],
      personId: known['Carl Carlsen'],
      role: 'LEADER',
      from: '2027-01-01',
    }),
    selection: 'member { id }',
    keep: (payload, known) => (known['member'] = payload.member.id),
  },
  {
    act: 'engagementMeetingPlan',
    input: (known) => ({ engagementId: known['engagement'], kind: 'STATUS_MEETING', date: '2027-11-01' }),
    selection: 'meeting { id }',
    keep: (payload, known) => (known['status meeting'] = payload.meeting.id),
  },
  {
    act: 'engagementMeetingReschedule',
    input: (known) => ({ meetingId: known['status meeting'], date: '2027-11-08', reason: 'Forfald' }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'engagementMeetingHold',
    input: (known) => ({ meetingId: known['status meeting'], allPresent: true, planStatus: 'Som planlagt' }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'engagementMeetingPlan',
    input: (known) => ({ engagementId: known['engagement'], kind: 'STATUS_MEETING', date: '2027-12-20' }),
    selection: 'meeting { id }',
    keep: (payload, known) => (known['next meeting'] = payload.meeting.id),
  },
  {
    act: 'engagementMeetingCancel',
    input: (known) => ({ meetingId: known['next meeting'], reason: 'Ikke nødvendigt' }),
    selection: 'meeting { id }',
    changes: true,
  },
  {
    act: 'teamMemberEnd',
    input: (known) => ({ memberId: known['member'], on: '2027-11-30', reason: 'Nyt arbejde' }),
    selection: 'member { id }',
    changes: true,
  },
  {
    act: 'planDocumentAdd',
    input: (known) => ({
      engagementId: known['engagement'],
      type: 'ANCHORING_PLAN',
      title: 'Forankringsplan',
      link: 'https://kolding.example/plan',
      ownerText: 'Socialafdelingen',
    }),
    selection: 'document { id }',
    keep: (payload, known) => (known['document'] = payload.document.id),
  },
  {
    act: 'planDocumentApprove',
    input: (known) => ({ documentId: known['document'] }),
    selection: 'document { id }',
  },
  {
    act: 'engagementClose',
    input: (known) => ({ engagementId: known['engagement'] }),
    selection: 'engagement { id }',
  },
  {
    act: 'machineTokenIssue',
    input: () => ({
      name: 'HR-system',
      municipalityCode: '621',
      operations: ['seatUsage'],
      lastDay: '2028-06-30',
    }),
    selection: 'machineToken { id }',
    keep: (payload, known) => (known['machine'] = payload.machineToken.id),
  },
  {
    act: 'machineTokenRevoke',
    input: (known) => ({ machineTokenId: known['machine'], reason: 'Bruges ikke mere' }),
    selection: 'machineToken { status }',
    changes: true,
  },
  {
    act: 'accountInvite',
    input: () => ({ email: 'ny@kommune.example', name: 'Ny', roles: [{ role: 'EVALUATOR' }] }),
    selection: 'account { id }',
    keep: (payload, known) => (known['account'] = payload.account.id),
  },
  {
    act: 'accountRolesChange',
    input: (known) => ({ accountId: known['account'], roles: [{ role: 'AGENCY' }], reason: 'Andet arbejde' }),
    selection: 'account { id }',
    changes: true,
  },
  {
    act: 'accountInvitationRevoke',
    input: (known) => ({ accountId: known['account'], reason: 'Forkert adresse' }),
    selection: 'account { id }',
    changes: true,
  },
  {
    act: 'coordinatorEnd',
    input: () => ({ coordinator: 'idp|somebody', municipalityCode: '621', reason: 'Nyt arbejde' }),
    selection: '__typename',
  },
  {
    act: 'coordinatorReinstate',
    input: () => ({ coordinator: 'idp|somebody', municipalityCode: '621', reason: 'En fejl' }),
    selection: '__typename',
    changes: true,
  },
  {
    act: 'municipalitySucceed',
    input: () => ({ code: '482', successorCode: '479', firstDay: '2028-01-01', reason: 'Sammenlægning' }),
    selection: 'municipality { code }',
  },
  {
    act: 'municipalityReinstate',
    input: () => ({ code: '482', reason: 'Aflyst' }),
    selection: 'municipality { code }',
    changes: true,
  },
  person('Gerda Gammel'),
  {
    act: 'personErase',
    input: (known) => ({ personId: known['Gerda Gammel'], reason: 'Efter eget ønske', dryRun: false }),
    selection: 'erasureId',
  },
  person('Hugo Holm'),
  {
    act: 'retentionApprove',
    on: '2029-01-01T12:00:00Z',
    input: (known) => ({ proposalIds: [known['Hugo Holm']], reason: 'Fristen er udløbet' }),
    selection: 'run { id }',
  },
];

/** Mutations that need more than an example to happen, and the spec that looks up what they leave in the log. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  // Each certificate is logged as one that was issued by itself.
  certificatesIssue: 'test/api/certificate-paper.sqlite.spec.ts',
  // It needs a log that is years old, and sealed.
  retentionAuditApprove: 'test/api/retention-audit.spec.ts',
  accountEnd: 'test/api/account-sign-in.spec.ts',
  accountUnlock: 'test/api/account-sign-in.spec.ts',
  accountSecondFactorReset: 'test/api/accounts.spec.ts',
  accountPasswordChange: 'test/api/account-sign-in.spec.ts',
  accountSignOutEverywhere: 'test/api/account-sign-in.spec.ts',
};
