/** The expected "no" as GraphQL types. A client can always write `... on DomainError { code message }`. */
import { Field, Int, InterfaceType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Refusal } from '../domain/refusal.js';
import type { RequirementAnswer } from '../domain/requirements.js';

export enum DomainErrorCode {
  NOT_FOUND = 'NOT_FOUND',
  INVALID_INPUT = 'INVALID_INPUT',
  INVALID_STATE = 'INVALID_STATE',
  QUOTA_EXCEEDED = 'QUOTA_EXCEEDED',
  NEEDS_ACKNOWLEDGEMENT = 'NEEDS_ACKNOWLEDGEMENT',
  DUPLICATE = 'DUPLICATE',
  OVERLAP = 'OVERLAP',
  NOT_A_MEMBER = 'NOT_A_MEMBER',
  REQUIREMENTS_UNMET = 'REQUIREMENTS_UNMET',
  CONTAINS_CPR = 'CONTAINS_CPR',
  SEATS_HELD = 'SEATS_HELD',
  MEETINGS_PLANNED = 'MEETINGS_PLANNED',
  SIGN_IN_REFUSED = 'SIGN_IN_REFUSED',
}
registerEnumType(DomainErrorCode, { name: 'DomainErrorCode' });

@InterfaceType({ description: 'A refusal that is part of ordinary life. Nothing was changed.' })
export abstract class DomainError {
  @Field(() => DomainErrorCode) code!: DomainErrorCode;
  @Field(() => String, { description: 'In English, without names or addresses.' }) message!: string;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'Not there, or not for you to see: the two look alike.',
})
export class NotFound extends DomainError {}

@ObjectType()
export class InputProblem {
  @Field(() => String, { description: 'Where in the input, e.g. `entries.3.part`.' }) path!: string;
  @Field(() => String) message!: string;
}

@ObjectType({ implements: () => [DomainError] })
export class InvalidInput extends DomainError {
  @Field(() => [InputProblem]) problems!: InputProblem[];
}

@ObjectType({ implements: () => [DomainError], description: 'Not possible from the present state.' })
export class InvalidState extends DomainError {
  @Field(() => String) from!: string;
  @Field(() => [String], { description: 'States or steps that are possible from here.' }) allowed!: string[];
}

/** A limit on seats, hard or soft. The municipality is resolved by its feature. */
abstract class SeatLimit extends DomainError {
  municipalityCode!: string;
}

@ObjectType({ implements: () => [DomainError], description: 'A hard limit on seats is reached (V1, V5).' })
export class QuotaExceeded extends SeatLimit {
  @Field(() => String) trackKey!: string;
  @Field(() => Int) limit!: number;
  @Field(() => Int) held!: number;
  @Field(() => Int, { description: 'Kept for people on the waiting list while they think it over.' })
  offered!: number;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'A soft limit is reached: the agency can grant a further seat with `seatGrant` (V4).',
})
export class NeedsAcknowledgement extends SeatLimit {
  @Field(() => String) trackKey!: string;
  @Field(() => Int) limit!: number;
  @Field(() => Int) held!: number;
  @Field(() => Int, { description: 'Kept for people on the waiting list while they think it over.' })
  offered!: number;
}

@ObjectType({
  implements: () => [DomainError],
  description: 'It exists already; `existing` has what you may see of it.',
})
export class Duplicate extends DomainError {
  existingIds!: readonly string[];
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The same person would be in two places at once (V12).',
})
export class Overlap extends DomainError {
  withIds!: readonly string[];
}

@ObjectType({
  implements: () => [DomainError],
  description: 'People hold seats that would close; `holders` has those you may see (L21).',
})
export class SeatsHeld extends DomainError {
  holderIds!: readonly string[];
}

@ObjectType({
  implements: () => [DomainError],
  description: 'Meetings are planned that could then not take place; `meetings` has those you may see.',
})
export class MeetingsPlanned extends DomainError {
  meetingIds!: readonly string[];
}

@ObjectType({ implements: () => [DomainError] })
export class NotAMember extends DomainError {}

@ObjectType({
  implements: () => [DomainError],
  description:
    'Not signed in. Always in the same words: whether there is such an account, and whether it is locked, is told to nobody.',
})
export class SignInRefused extends DomainError {}

@ObjectType({
  implements: () => [DomainError],
  description: 'A requirement that blocks this step is open (V20).',
})
export class RequirementsUnmet extends DomainError {
  unmetAnswers!: readonly RequirementAnswer[];
}

@ObjectType({
  implements: () => [DomainError],
  description: 'The text holds what looks like a CPR number; they are not stored here (domain.md section 7).',
})
export class ContainsCpr extends DomainError {
  @Field(() => String) path!: string;
}

/** The errors that any mutation can answer with; the result unions name them first. */
export const COMMON_ERRORS = [NotFound, InvalidInput, InvalidState, Duplicate, ContainsCpr] as const;

const TYPES = {
  NOT_FOUND: NotFound,
  INVALID_INPUT: InvalidInput,
  INVALID_STATE: InvalidState,
  QUOTA_EXCEEDED: QuotaExceeded,
  NEEDS_ACKNOWLEDGEMENT: NeedsAcknowledgement,
  DUPLICATE: Duplicate,
  OVERLAP: Overlap,
  NOT_A_MEMBER: NotAMember,
  REQUIREMENTS_UNMET: RequirementsUnmet,
  CONTAINS_CPR: ContainsCpr,
  SEATS_HELD: SeatsHeld,
  MEETINGS_PLANNED: MeetingsPlanned,
  SIGN_IN_REFUSED: SignInRefused,
} as const;

/** All of them, also those that no mutation names yet. */
export const ERROR_TYPES = Object.values(TYPES);

/** A refusal as the member of the result union that stands for it. */
export function toErrorModel(refusal: Refusal): DomainError {
  const model = new TYPES[refusal.code]();
  switch (refusal.code) {
    case 'DUPLICATE':
      return Object.assign(model, {
        code: refusal.code,
        message: refusal.message,
        existingIds: refusal.existing,
      });
    case 'OVERLAP':
      return Object.assign(model, { code: refusal.code, message: refusal.message, withIds: refusal.with });
    case 'SEATS_HELD':
      return Object.assign(model, {
        code: refusal.code,
        message: refusal.message,
        holderIds: refusal.holders,
      });
    case 'MEETINGS_PLANNED':
      return Object.assign(model, {
        code: refusal.code,
        message: refusal.message,
        meetingIds: refusal.meetings,
      });
    case 'REQUIREMENTS_UNMET':
      return Object.assign(model, {
        code: refusal.code,
        message: refusal.message,
        unmetAnswers: refusal.unmet,
      });
    default:
      return Object.assign(model, refusal) as DomainError;
  }
}
