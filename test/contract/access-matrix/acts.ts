/**
 * An input for each mutation, from the names of its fields. What a name means is said once; `EXTRA` has what a mutation
 * needs beyond its required fields, or calls by another name. A new field that is required needs a line here.
 */
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { CAST, emailOf, NOW, type Things } from './cast.js';
import { programmeFiles } from './world.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

const VALUES: Readonly<Record<string, unknown>> = {
  programmeKey: 'AD_BOSTOETTE_2019',
  trackKey: 'MEETING_LEADER',
  name: 'Nina Ny',
  key: 'ny-udbyder',
  reason: 'Efter aftale',
  text: 'Det er set',
  description: 'Skriftlig opgave',
  title: 'Forankringsplan',
  link: 'https://sted.example/forankring',
  coordinator: 'idp|ingen',
  dryRun: true,
  version: 1,
  unit: 1,
  priority: 3,
  operations: ['seatUsage'],
  lastDay: '2026-12-31',
  email: 'nina.ny@sted.example',
  password: 'fire grønne stole',
  currentPassword: 'fire grønne stole',
  newPassword: 'blå cykler om vinteren',
  sure: true,
  on: '2026-03-10',
  from: '2026-10-01',
  date: '2026-06-15',
  dates: ['2026-06-15', '2026-06-16'],
  firstDay: '2028-01-01',
  startsOn: '2026-04-01',
  startsAt: '2026-06-22T08:00:00Z',
  endsAt: '2026-06-22T11:00:00Z',
  startedAt: '2026-03-09T08:00:00Z',
  endedAt: '2026-03-09T11:00:00Z',
  municipalityCodes: ['607'],
  code: '482',
  successorCode: '479',
};

/** Somebody new, and somebody who is known here under that address: whom the asker may not know, and whom they may. */
const ROSTER = [
  ['Nina Ny', 'nina.ny@sted.example'],
  ...(['faelles', 'ene'] as const).map((who) => [CAST[who], emailOf(who)]),
];
/** The next version of the rules, with an hour of supervision where there were fifty. */
const { 'housing.jsonc': RULES = '' } = programmeFiles();
const NEXT_RULES = RULES.replace('"version": 1', '"version": 2').replace('3000', '60');

type Make = (things: Things) => Record<string, unknown>;
const EXTRA: Readonly<Record<string, Make>> = {
  accountInvite: ({ municipalityCode }) => ({ roles: [{ role: 'COORDINATOR', municipalityCode }] }),
  accountRolesChange: ({ municipalityCode }) => ({ roles: [{ role: 'COORDINATOR', municipalityCode }] }),
  affiliationAdd: ({ municipalityCode }) => ({ municipalityCode, unit: 'Jobcentret' }),
  affiliationChange: () => ({ unit: 'Jobcentret' }),
  affiliationCorrect: () => ({ from: '2025-12-01' }),
  apologySend: ({ comingHalfDayId }) => ({ halfDayId: comingHalfDayId }),
  attendanceCorrect: () => ({ state: 'PRESENT' }),
  attendanceDispute: ({ heldMeetingId }) => ({ meetingId: heldMeetingId }),
  attendanceRecord: ({ enrolmentId }) => ({ entries: [{ enrolmentId, state: 'ABSENT' }] }),
  certificationAttemptRecord: ({ certificationDayId }) => ({ courseDayId: certificationDayId }),
  certificatesIssue: ({ certificationDayId }) => ({ courseDayId: certificationDayId }),
  courseDayCancel: ({ comingDayId }) => ({ courseDayId: comingDayId }),
  courseDayReschedule: ({ comingDayId }) => ({ courseDayId: comingDayId }),
  courseDaySchedule: () => ({ unit: 3 }),
  cohortOpen: ({ providerId, engagementId }) => ({ providerId, engagementId }),
  engagementMeetingCancel: ({ engagementMeetingId }) => ({ meetingId: engagementMeetingId }),
  engagementMeetingHold: ({ engagementMeetingId }) => ({
    meetingId: engagementMeetingId,
    date: '2026-03-09',
    reason: 'Fremrykket',
    allPresent: true,
  }),
  engagementMeetingPlan: () => ({ kind: 'STATUS_MEETING' }),
  engagementMeetingReschedule: ({ engagementMeetingId }) => ({ meetingId: engagementMeetingId }),
  enrolmentConfirm: ({ newcomerId, cohortId }) => ({ personId: newcomerId, cohortId }),
  enrolmentReplace: ({ otherNewcomerId }) => ({ personId: otherNewcomerId }),
  enrolmentRulesMove: ({ enrolmentId }) => ({ enrolmentIds: [enrolmentId] }),
  enrolmentTransfer: () => ({ choice: 'CONTINUES_AS_GUEST' }),
  machineTokenIssue: ({ municipalityCode }) => ({ municipalityCode }),
  personMerge: ({ personId, newcomerId }) => ({ keepId: personId, mergeId: newcomerId }),
  personRegister: ({ municipalityCode, email = 'nina.ny@sted.example' }) => ({ municipalityCode, email }),
  personRename: () => ({ name: 'Egen Ene Gift' }),
  personUnmerge: ({ mergeId }) => ({ mergeId }),
  retentionApprove: ({ personId }) => ({ proposalIds: [personId] }),
  retentionAuditApprove: () => ({ upTo: '2020-12-31' }),
  planDocumentAdd: ({ memberId }) => ({ ownerMemberId: memberId }),
  correctionRequest: ({ dispensationId }) => ({ recordId: dispensationId }),
  rosterImport: ({ cohortId, municipalityCode }) => ({
    cohortId,
    municipalityCode,
    dryRun: false,
    file: base64(['Navn;E-mail', ...ROSTER.map((row) => row.join(';'))].join('\r\n')),
  }),
  ruleSetPublish: () => ({ file: base64(NEXT_RULES) }),
  supervisionCorrect: ({ heldMeetingId }) => ({ meetingId: heldMeetingId, from: '2026-02-16T09:00:00Z' }),
  supervisionGroupForm: ({ enrolmentId, providerId }) => ({ enrolmentIds: [enrolmentId], providerId }),
  supervisionGroupMove: ({ groupId }) => ({ fromGroupId: groupId, toGroupId: groupId }),
  supervisionMeetingCorrect: ({ heldMeetingId }) => ({ meetingId: heldMeetingId, breakMinutes: 15 }),
  supervisionMeetingHold: ({ enrolmentId, supervisorId }) => ({
    // While they were at the other meeting of the group.
    startedAt: '2026-02-16T09:00:00Z',
    endedAt: '2026-02-16T10:00:00Z',
    presences: [{ enrolmentId }],
    supervisorIds: [supervisorId],
  }),
  supervisionMeetingPlan: ({ supervisorId }) => ({ supervisorIds: [supervisorId] }),
  supervisionMeetingReschedule: () => ({ venue: 'Biblioteket' }),
  supervisorRegister: ({ providerId }) => ({ providerId, email: 'nina.ny@sted.example' }),
  teamMemberAdd: ({ newcomerId }) => ({ personId: newcomerId }),
};

export interface Act {
  readonly input: Record<string, unknown>;
  /** The things that the input names. */
  readonly named: readonly string[];
}

export function actWith(mutation: string, type: GraphQLInputObjectType, things: Things): Act {
  const named = new Set<string>();
  const known = new Proxy(things, {
    get(target, thing: string) {
      if (thing in target) named.add(thing);
      return target[thing];
    },
  });
  const extra = EXTRA[mutation]?.(known) ?? {};
  const input: Record<string, unknown> = { ...extra };
  for (const field of Object.values(type.getFields()).filter(isRequiredInputField))
    if (!(field.name in extra))
      input[field.name] = known[field.name] ?? valueOf(mutation, field.name, field.type);
  return { input, named: [...named] };
}

function valueOf(mutation: string, name: string, type: GraphQLInputType): unknown {
  if (name in VALUES) return VALUES[name];
  const named = getNamedType(type);
  const first = isEnumType(named) ? named.getValues()[0]?.name : undefined;
  if (first !== undefined) return isListType(getNullableType(type)) ? [first] : first;
  if (isInputObjectType(named)) throw new Error(`${mutation}.${name}: an input of its own, see EXTRA`);
  throw new Error(`${mutation}: what is "${name}"? Say it in access-matrix/acts.ts (now is ${NOW}).`);
}
