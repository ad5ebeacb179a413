import type { Texts } from '../../../domain/programme.js';
import type { PasswordProblem } from '../../../access/passwords.js';

export const PASSWORD: Texts = { da: 'Adgangskode', en: 'Password' };
export const NEW_PASSWORD: Texts = { da: 'Ny adgangskode', en: 'New password' };
export const REPEATED: Texts = { da: 'Den samme igen', en: 'The same again' };
export const CODE: Texts = { da: 'Kode fra appen', en: 'Code from the app' };
export const PASSWORD_HINT: Texts = {
  da: 'Mindst 12 tegn. Flere ord, som kun du sætter sammen, er nemme at huske og svære at gætte.',
  en: 'At least 12 characters. Several words that only you put together are easy to remember and hard to guess.',
};
export const WRONG_CODE: Texts = {
  da: 'Koden passer ikke. Vent på den næste, og se efter, om telefonens ur går rigtigt.',
  en: 'The code does not fit. Wait for the next one, and check that the clock of the phone is right.',
};
export const WRONG_PASSWORD: Texts = {
  da: 'Adgangskoden passer ikke, eller kontoen er låst for en tid.',
  en: 'The password does not fit, or the account is locked for a while.',
};
export const DIFFERENT: Texts = { da: 'De to adgangskoder er ikke ens.', en: 'The two passwords differ.' };

export const PASSWORD_PROBLEM: Readonly<Record<PasswordProblem, Texts>> = {
  LENGTH: {
    da: 'Adgangskoden skal have 12 til 256 tegn.',
    en: 'The password must have 12 to 256 characters.',
  },
  PERSONAL: {
    da: 'Adgangskoden må ikke indeholde dit navn eller din e-mailadresse.',
    en: 'The password must not hold your name or your e-mail address.',
  },
  COMMON: {
    da: 'Adgangskoden er blandt dem, der prøves først. Vælg en anden.',
    en: 'The password is among those that are tried first. Choose another.',
  },
  CPR: { da: 'Adgangskoden ligner et CPR-nummer.', en: 'The password looks like a CPR number.' },
};
export const TOO_OFTEN: Texts = {
  da: 'Der er prøvet for mange gange herfra. Vent et minut.',
  en: 'There were too many tries from here. Wait a minute.',
};
export const SENT_FROM_ELSEWHERE = {
  title: { da: 'Det blev ikke sendt herfra', en: 'That was not sent from here' },
  text: { da: 'Åbn siden igen, og send den derfra.', en: 'Open the page again, and send it from there.' },
};
