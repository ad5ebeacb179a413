import type { Refusal } from '../../domain/refusal.js';
import type { RosterRowResult } from './roster.service.js';

/** A refusal in the words of a person who looks at a list. */
export function refusalProblem(refusal: Refusal): RosterRowResult['problems'][number] {
  const { code } = refusal;
  switch (refusal.code) {
    case 'QUOTA_EXCEEDED':
      return {
        column: null,
        code,
        message: {
          da: `Alle pladser er optaget: ${refusal.held} af ${refusal.limit}.`,
          en: `All seats are held: ${refusal.held} of ${refusal.limit}.`,
        },
      };
    case 'NEEDS_ACKNOWLEDGEMENT':
      return {
        column: null,
        code,
        message: {
          da: `Over rammen på ${refusal.limit}: styrelsen kan bevilge en ekstra plads.`,
          en: `Above the limit of ${refusal.limit}: the agency can grant a further seat.`,
        },
      };
    case 'DUPLICATE':
      return {
        column: null,
        code,
        message: {
          da: 'Personen er allerede tilmeldt dette spor et andet sted.',
          en: 'The person is enrolled on this track elsewhere already.',
        },
      };
    case 'INVALID_INPUT':
      return {
        column: refusal.problems[0]?.path === 'email' ? 'E-mail' : null,
        code,
        message:
          refusal.problems[0]?.path === 'email'
            ? {
                da: 'Adressen tilhører en person med et andet navn.',
                en: 'The address belongs to a person with another name.',
              }
            : { da: refusal.message, en: refusal.message },
      };
    default:
      return { column: null, code, message: { da: refusal.message, en: refusal.message } };
  }
}
