/**
 * A mark of its own in every text about a person that a client can send: the examples of audit-examples.ts, each filled up
 * from the schema with the texts that it may leave out. A new text of a mutation that is neither sent here nor about
 * something else is found by `unsent`.
 */
import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
} from 'graphql';
import { EXAMPLES, type Example, type Known } from './audit-examples.js';

/** Texts of mutations that are not about a person, by `Input.field` or by the name of the field, each with why. */
export const ABOUT_SOMETHING_ELSE: Readonly<Record<string, string>> = {
  programmeKey: 'names a programme',
  trackKey: 'names a track',
  municipalityCode: 'names a municipality',
  municipalityCodes: 'names municipalities',
  hostMunicipalityCode: 'names a municipality',
  code: 'names a municipality',
  successorCode: 'names a municipality',
  number: 'names a certificate, and stays resolvable (V26)',
  operations: 'names fields of Query',
  venue: 'a place',
  amStart: 'hours and minutes',
  amEnd: 'hours and minutes',
  pmStart: 'hours and minutes',
  pmEnd: 'hours and minutes',
  idempotencyKey: 'made by a program; the row is removed with the hash of the input',
  'CohortOpenInput.name': 'of a cohort',
  'SupervisionGroupFormInput.name': 'of a group',
  'ProviderRegisterInput.key': 'of a training provider',
  'ProviderRegisterInput.name': 'of a training provider',
  'MachineTokenIssueInput.name': 'of a program',
  'MachineTokenRevokeInput.reason': 'about a program',
  'MunicipalitySucceedInput.successorName': 'of a municipality',
  'MunicipalitySucceedInput.reason': 'about a municipality',
  'MunicipalityReinstateInput.reason': 'about a municipality',
  'RuleSetPublishInput.file': 'rules',
  'RuleSetPublishInput.reason': 'about rules',
  'SeatGrantInput.reason': 'about a seat',
  'EngagementPartnerWithdrawInput.reason': 'about a municipality',
  'EngagementCloseInput.reason': 'about an engagement',
  'CourseDayCancelInput.reason': 'about a day of a whole cohort',
  'SupervisionMeetingCancelInput.reason': 'about a meeting of a group',
  'SupervisionMeetingRescheduleInput.reason': 'about a meeting of a group',
  'SupervisionMeetingCorrectInput.reason': 'about a meeting of a group; the copies with each person go',
  'EngagementMeetingCancelInput.reason': 'about a meeting of an engagement',
  'EngagementMeetingRescheduleInput.reason': 'about a meeting of an engagement',
  'EngagementMeetingHoldInput.reason': 'about a meeting of an engagement',
  'EngagementMeetingHoldInput.planStatus': 'about the work of a municipality',
  'EngagementMeetingHoldInput.adjustments': 'about the work of a municipality',
  'EngagementMeetingHoldInput.challenges': 'about the work of a municipality',
  'EngagementMeetingHoldInput.sparring': 'about the work of a municipality',
  'EngagementMeetingHoldInput.maintenance': 'about the work of a municipality',
  'PlanDocumentAddInput.title': 'of a paper',
  'PlanDocumentAddInput.link': 'where a paper is',
  'SupervisionGroupCloseInput.reason': 'about a whole group',
  'SupervisionGroupReopenInput.reason': 'about a whole group',
  'AccountEndInput.reason': 'kept in the places of AccountRolesChangeInput.reason',
  'AccountUnlockInput.reason': 'kept in the places of AccountRolesChangeInput.reason',
  'AccountSecondFactorResetInput.reason': 'kept in the places of AccountRolesChangeInput.reason',
  'AccountPasswordChangeInput.currentPassword': 'kept nowhere',
  'AccountPasswordChangeInput.newPassword': 'kept nowhere',
  'SignInInput.email': 'kept nowhere',
  'SignInInput.password': 'kept nowhere',
  'PersonEraseInput.reason': 'says why somebody was erased, and may not name them',
  'RetentionApproveInput.reason': 'says why people were erased, and may not name them',
  'RetentionAuditApproveInput.reason': 'says why the log was shortened, and may not name anybody',
};

const LETTERS = 'bcdfghjklmnprstv';

/** Words that nothing else contains, in letters that no folding changes. */
export class Marks {
  readonly all: { readonly place: string; readonly mark: string }[] = [];

  next(place: string): string {
    const number = this.all.length;
    const letter = (power: number) => LETTERS[Math.floor(number / LETTERS.length ** power) % LETTERS.length];
    return this.add(place, `zqx${letter(2)}${letter(1)}${letter(0)}`);
  }

  phone(place: string): string {
    return this.add(place, `7199${String(1000 + this.all.length)}`);
  }

  add(place: string, mark: string): string {
    this.all.push({ place, mark });
    return mark;
  }
}

interface Place {
  readonly name: string;
  readonly field: string;
}

const SKIPPED = ['personErase', 'retentionApprove', 'retentionAuditApprove'];
/** Left out of what an example may be filled up with: they contradict what it says. */
const NOT_TOGETHER = ['TeamMemberAddInput.municipalityCode'];

/** The examples that are played, marked. */
export function markedExamples(schema: GraphQLSchema, marks: Marks): Example[] {
  return EXAMPLES.filter(({ act }) => !SKIPPED.includes(act)).map((example) => ({
    ...example,
    input: (known: Known) => marked(schema, marks, example.act, { ...example.input(known) }, known),
  }));
}

/** Texts of mutations that no example sends and that nobody has said to be about something else. */
export function unsent(schema: GraphQLSchema, marks: Marks): string[] {
  const sent = new Set(marks.all.map(({ place }) => place));
  return Object.values(schema.getMutationType()?.getFields() ?? {})
    .flatMap((field) => field.args.flatMap((argument) => placesIn(argument.type, argument.name)))
    .filter((place) => !isElse(place) && !sent.has(place.name))
    .map(({ name }) => name);
}

function marked(
  schema: GraphQLSchema,
  marks: Marks,
  act: string,
  input: Record<string, any>,
  known: Known,
): object {
  const type = schema.getMutationType()?.getFields()[act]?.args[0]?.type as GraphQLInputType;
  for (const place of placesIn(type, 'input')) {
    if (isElse(place) || NOT_TOGETHER.includes(place.name)) continue;
    const { name, field } = place;
    const given = input[field];
    if (field === 'file') input[field] = markedList(marks, given);
    else if (field === 'phone') input[field] = `+45 ${marks.phone(name)}`;
    else if (name === 'AccountInviteInput.email') {
      input[field] = known['address'];
      marks.add(name, known['address']);
    } else if (name === 'AccountInviteInput.name') {
      input[field] = known['full name'];
      marks.add(name, known['full name']);
    } else if (field === 'email') input[field] = `${marks.next(name)}@kolding.example`;
    else if (name === 'CoordinatorEndInput.coordinator' || name === 'CoordinatorReinstateInput.coordinator') {
      input[field] = known['address'];
      marks.add(name, known['address']);
    } else if (name === 'PlanDocumentAddInput.ownerText' || field === 'assessor') {
      input[field] = known['full name'];
      marks.add(name, known['full name']);
    } else input[field] = `${given ?? 'Ord'} ${marks.next(name)}`;
  }
  if (act === 'certificationAttemptRecord') input['idempotencyKey'] = 'once';
  // Somebody who is also a supervisor, a coordinator and the owner of a paper.
  if (act === 'personRegister' && input['name'].startsWith('Carl Carlsen')) {
    known['address'] = input['email'];
    known['full name'] = input['name'];
  }
  if (act === 'supervisorChange') {
    input['email'] = known['address'];
    marks.add('SupervisorChangeInput.email', known['address']);
  }
  return input;
}

/** A list of people: every cell after the headings. */
function markedList(marks: Marks, base64: string): string {
  const [head, ...rows] = Buffer.from(base64, 'base64').toString().split('\r\n');
  const place = 'RosterImportInput.file';
  const list = rows.map((row) => {
    const [name] = row.split(';');
    const cells = [`${name} ${marks.next(place)}`, `${marks.next(place)}@kommune.example`, marks.next(place)];
    return cells.join(';');
  });
  return Buffer.from([`${head};Afdeling`, ...list].join('\r\n')).toString('base64');
}

function isElse({ name, field }: Place): boolean {
  return (ABOUT_SOMETHING_ELSE[name] ?? ABOUT_SOMETHING_ELSE[field]) !== undefined;
}

function placesIn(type: GraphQLInputType, name: string): Place[] {
  const bare = getNullableType(type);
  if (isListType(bare)) return placesIn(bare.ofType, name);
  if (isInputObjectType(bare))
    return Object.values(bare.getFields()).flatMap((field) =>
      placesIn(field.type, `${bare.name}.${field.name}`),
    );
  const text = ['String', 'Base64'].includes(getNamedType(bare).name);
  return text ? [{ name, field: name.split('.').at(-1) ?? '' }] : [];
}
