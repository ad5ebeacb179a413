/**
 * What a request costs before it is run. Every value that it may have to answer costs 1, and values in a list count once
 * for each of the list: `first`, or the default page, for the rows of a page, and the sizes assumed here for other lists.
 * Some fields have a price on top for the work behind them. This is the field cost of the GraphQL cost directives
 * specification, with a weight of 1 for each field, `first` as the slicing argument and these assumed sizes.
 */
import {
  getNullableType,
  isListType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
} from 'graphql';

/** Of a list that is not named below. */
const USUAL_LIST = 10;
/** Of any field of Query or Mutation that is not named below: it is a question to the database, or a change. */
const QUESTION = 10;
const CHANGE = 100;

/** Lists that are longer or shorter than usual, as large as they get in ordinary life. */
const LIST_SIZES: Readonly<Record<string, number>> = {
  'Query.certificationStatus': 300,
  'Query.seatUsage': 300,
  'Query.municipalities': 100,
  'Query.registrationsOverdue': 100,
  'Query.supervisors': 50,
  'Query.openTasks': 50,
  'Query.leadersWithoutLeadershipDay': 50,
  'AttendanceProgress.makeUpOptions': 3,
  'AttendanceProgress.missed': 3,
  'AttendanceProgress.notRecorded': 3,
  'CertificationCandidate.attempts': 2,
  'CertificationResult.attempts': 2,
  'Enrolment.attempts': 2,
  'Certificate.events': 5,
  'Certificate.versions': 3,
  'CertifiedWorkforce.municipalities': 100,
  'ChangesSince.rows': 100,
  'CohortCertification.results': 25,
  'CourseDay.sheet': 25,
  'CourseDay.candidates': 25,
  'CourseDay.halfDays': 2,
  'MakeUpChoice.options': 5,
  'ParticipantBreakdown.rows': 50,
  'Progress.requirements': 6,
  'RosterImportPayload.rows': 500,
  'RuleSimulation.effects': 100,
  'SupervisionDelivery.supervisors': 50,
  'Duplicate.existing': 3,
  'Overlap.with': 3,
};

/** On top of the values: work that is not seen from the size of the answer. */
const PRICES: Readonly<Record<string, number>> = {
  'Query.certificationStatus': 1_000,
  'Query.changesSince': 5_000,
  'Query.certifiedWorkforce': 1_000,
  'Query.participantBreakdown': 500,
  'Query.supervisionDelivery': 500,
  'Query.registrationsOverdue': 500,
  'Query.leadersWithoutLeadershipDay': 500,
  'Query.seatUsage': 200,
  'Query.openTasks': 500,
  'Query.personDuplicates': 500,
  'Query.people': 100,
  'Query.personExport': 2_000,
  'Query.retentionAuditProposal': 500,
  'Mutation.rosterImport': 10_000,
  'Mutation.ruleSetPublish': 10_000,
  'Mutation.enrolmentRulesMove': 5_000,
  'Mutation.municipalitySucceed': 1_000,
  'Mutation.retentionAuditApprove': 10_000,
};

export interface Weight {
  readonly price: number;
  /** How many there are of the field's value. */
  readonly size: number;
  /** Whether its size is that of the page it stands on. */
  readonly ofPage: boolean;
  /** Whether it takes `first`. */
  readonly pages: boolean;
}

const weights = new WeakMap<object, Weight>();

/** What the model says of one field. */
export function weightOf(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): Weight {
  let weight = weights.get(field);
  if (weight === undefined) {
    const place = `${parent.name}.${field.name}`;
    const list = isList(field.type);
    weight = {
      price: PRICES[place] ?? (parent.name === 'Query' ? QUESTION : parent.name === 'Mutation' ? CHANGE : 0),
      size: list ? (LIST_SIZES[place] ?? USUAL_LIST) : 1,
      ofPage: list && parent.name.endsWith('Connection'),
      pages: field.args.some((argument) => argument.name === 'first'),
    };
    weights.set(field, weight);
  }
  return weight;
}

/** The places that the model names, for the test that they exist. */
export const NAMED_PLACES = [...Object.keys(LIST_SIZES), ...Object.keys(PRICES)];

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
