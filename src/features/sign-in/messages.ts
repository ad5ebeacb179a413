/** What people are told when they could not be signed in: what to do, never what a provider wrote. */
import type { SignInFailure } from '../../access/oidc/relying-party.js';
import type { Texts } from '../../domain/programme.js';

const INCOMPLETE: Texts = {
  da: 'Dit login blev ikke gennemført, og du er ikke logget ind. Begynd forfra.',
  en: 'Your sign-in was not completed, and you are not signed in. Start again.',
};

const FAILURES: Readonly<Record<SignInFailure | 'NOT_BEGUN', Texts>> = {
  NOT_BEGUN: {
    da: 'Dit login er ikke begyndt i denne browser, eller det er for længe siden. Begynd forfra, og tillad cookies.',
    en: 'Your sign-in was not started in this browser, or too long ago. Start again, and allow cookies.',
  },
  BROKEN_OFF: {
    da: 'Login blev afbrudt dér, hvor du logger ind. Du kan begynde forfra.',
    en: 'The sign-in was broken off at the place where you sign in. You can start again.',
  },
  NOT_ANSWERED: INCOMPLETE,
  INVALID_TOKEN: INCOMPLETE,
  ASSURANCE_TOO_LOW: {
    da: 'Log ind på en sikrere måde: sikringsniveauet er for lavt til alle de roller, du har her.',
    en: 'Sign in more strongly: the level of assurance is too low for every role you have here.',
  },
  NO_ROLE: {
    da: 'Du er kendt, men har ingen rolle her. Bed din egen organisation om at give dig en.',
    en: 'You are known, but have no role here. Ask your own organisation to give you one.',
  },
};

/** Undefined for what is none of our reasons. */
export function failureText(failure: unknown): Texts | undefined {
  return Object.entries(FAILURES).find(([reason]) => reason === failure)?.[1];
}
