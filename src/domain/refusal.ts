/** The expected "no": every refusal of a business act, typed and carrying its figures (domain.md Decision 6). */
import type { RequirementAnswer } from './requirements.js';

export interface InputProblem {
  /** Where in the input, e.g. `entries.3.part`. */
  readonly path: string;
  readonly message: string;
}

/** Identifies a stored thing without saying what it holds. */
export type Reference = string;

export type Refusal =
  | { readonly code: 'NOT_FOUND'; readonly message: string }
  | { readonly code: 'INVALID_INPUT'; readonly message: string; readonly problems: readonly InputProblem[] }
  | {
      readonly code: 'INVALID_STATE';
      readonly message: string;
      readonly from: string;
      readonly allowed: readonly string[];
    }
  | {
      readonly code: 'QUOTA_EXCEEDED' | 'NEEDS_ACKNOWLEDGEMENT';
      readonly message: string;
      readonly municipalityCode: string;
      readonly trackKey: string;
      readonly limit: number;
      readonly held: number;
      readonly offered: number;
    }
  | { readonly code: 'SEATS_HELD'; readonly message: string; readonly holders: readonly Reference[] }
  | { readonly code: 'MEETINGS_PLANNED'; readonly message: string; readonly meetings: readonly Reference[] }
  | { readonly code: 'DUPLICATE'; readonly message: string; readonly existing: readonly Reference[] }
  | { readonly code: 'OVERLAP'; readonly message: string; readonly with: readonly Reference[] }
  | { readonly code: 'NOT_A_MEMBER' | 'SIGN_IN_REFUSED'; readonly message: string }
  | {
      readonly code: 'REQUIREMENTS_UNMET';
      readonly message: string;
      readonly unmet: readonly RequirementAnswer[];
    }
  | { readonly code: 'CONTAINS_CPR'; readonly message: string; readonly path: string };

/** Thrown inside a unit of work so that it rolls back; reaches the client as a member of the result union. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
    this.name = 'Refused';
  }
}

/** What is asked for is not there, or the asker may not know that it is (denied looks like missing). */
export function notFound(what: string): Refused {
  return new Refused({ code: 'NOT_FOUND', message: `No such ${what}.` });
}

/** A text that holds what looks like a CPR number, and where in the input it stands (domain.md section 7). */
export function containsCprNumber(path: string): Refused {
  const message = 'looks like a CPR number; they are not stored here';
  return new Refused({ code: 'CONTAINS_CPR', message, path });
}

export function invalidInput(...problems: InputProblem[]): Refused {
  const message = problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ');
  return new Refused({ code: 'INVALID_INPUT', message, problems });
}

export function invalidState(message: string, from: string, allowed: readonly string[]): Refused {
  return new Refused({ code: 'INVALID_STATE', message, from, allowed });
}

export function duplicate(message: string, existing: readonly Reference[]): Refused {
  return new Refused({ code: 'DUPLICATE', message, existing });
}

/** Nothing is recorded of a person who was erased. */
export function personErased(): Refused {
  return invalidState('This person was erased; nothing more is recorded of them.', 'ERASED', []);
}
