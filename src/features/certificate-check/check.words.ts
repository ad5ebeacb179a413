import type { CertificateCheck, CertificateStatus } from '../certification/index.js';
import type { Texts } from '../../domain/programme.js';

/** What somebody can be told about a number. */
export type CheckAnswer = keyof typeof CertificateStatus | Exclude<CertificateCheck['kind'], 'ISSUED'>;

interface Words {
  /** Never told by this alone; see stylesheet.ts. */
  readonly tone: 'good' | 'bad' | '';
  readonly title: Texts;
  /** `{since}` is the day it came to stand so, `{until}` its last day. */
  readonly text: Texts;
}

/** Every answer in words; one that has none does not compile. */
export const ANSWERS: Readonly<Record<CheckAnswer, Words>> = {
  VALID: {
    tone: 'good',
    title: { da: 'Certifikatet er gyldigt', en: 'The certificate is valid' },
    text: {
      da: 'Det er udstedt her og gælder i dag. Sammenlign navn og nummer med det, du har fået vist.',
      en: 'It was issued here and holds today. Compare name and number with what you were shown.',
    },
  },
  REVIEW_REQUIRED: {
    tone: 'good',
    title: {
      da: 'Certifikatet gælder, men er under vurdering',
      en: 'The certificate holds, but is under review',
    },
    text: {
      da: 'Siden {since} bliver det vurderet, om grundlaget for det er i orden. Indtil det er afgjort, gælder det.',
      en: 'Since {since} it is being reviewed whether what it rests on is in order. Until that is decided it holds.',
    },
  },
  REVOKED: {
    tone: 'bad',
    title: { da: 'Certifikatet er tilbagekaldt', en: 'The certificate has been revoked' },
    text: {
      da: 'Det blev tilbagekaldt den {since} og gælder ikke længere.',
      en: 'It was revoked on {since} and no longer holds.',
    },
  },
  REPLACED: {
    tone: 'bad',
    title: {
      da: 'Certifikatet er erstattet af en nyere version',
      en: 'The certificate has been replaced by a newer version',
    },
    text: {
      da: 'Denne version blev erstattet den {since} og gælder ikke længere.',
      en: 'This version was replaced on {since} and no longer holds.',
    },
  },
  EXPIRED: {
    tone: 'bad',
    title: { da: 'Certifikatet er udløbet', en: 'The certificate has expired' },
    text: {
      da: 'Dets sidste dag var den {until}. Det er ikke fornyet og gælder ikke længere.',
      en: 'Its last day was {until}. It has not been renewed and no longer holds.',
    },
  },
  HOLDER_ERASED: {
    tone: '',
    title: { da: 'Indehaveren er slettet', en: 'The holder has been erased' },
    text: {
      da: 'Certifikatet blev udstedt her, men oplysningerne om indehaveren blev slettet den {since}. Det kan derfor ikke længere bekræftes, hvem det gælder.',
      en: 'The certificate was issued here, but what was known of its holder was erased on {since}. So it can no longer be confirmed whom it is for.',
    },
  },
  NEVER_ISSUED: {
    tone: 'bad',
    title: { da: 'Der er intet certifikat med det nummer', en: 'There is no certificate with that number' },
    text: {
      da: 'Nummeret kunne være rigtigt, men der er aldrig udstedt et certifikat her med det. Sammenlign det med papiret.',
      en: 'It could be a number, but no certificate was ever issued here with it. Compare it with the paper.',
    },
  },
  MISTYPED: {
    tone: 'bad',
    title: { da: 'Nummeret er skrevet forkert', en: 'The number is mistyped' },
    text: {
      da: 'Mindst ét tegn er forkert, mangler eller er for meget. Ret det nedenfor, og prøv igen.',
      en: 'At least one character is wrong, missing or too many. Correct it below and try again.',
    },
  },
};

export const FORM = {
  title: { da: 'Er certifikatet ægte?', en: 'Is the certificate genuine?' },
  about: {
    da: 'Skriv nummeret på certifikatet, så ser du, om det er udstedt her, og om det gælder i dag. Det kræver ikke, at du logger ind, og der bliver ikke gemt, hvem der spørger.',
    en: 'Write the number on the certificate to see whether it was issued here and holds today. You need not sign in, and nobody keeps who asked.',
  },
  another: { da: 'Slå et nummer op', en: 'Look up a number' },
  label: { da: 'Certifikatets nummer', en: 'Number of the certificate' },
  hint: {
    da: 'For eksempel FL-XXXX-XXXX-X. Store og små bogstaver, mellemrum og bindestreger er uden betydning. Efter FL er der aldrig et 0, et 1, et I, et L eller et O.',
    en: 'For example FL-XXXX-XXXX-X. Capitals, spaces and hyphens do not matter. After FL there is never a 0, a 1, an I, an L or an O.',
  },
  missing: { da: 'Skriv et nummer.', en: 'Write a number.' },
  wrong: {
    da: 'Nummeret passer ikke. Sammenlign det med papiret.',
    en: 'The number does not add up. Compare it with the paper.',
  },
  submit: { da: 'Slå op', en: 'Look it up' },
} satisfies Record<string, Texts>;

export const FACTS = {
  number: { da: 'Nummer', en: 'Number' },
  holder: { da: 'Udstedt til', en: 'Issued to' },
  title: { da: 'Titel', en: 'Title' },
  issuedOn: { da: 'Udstedt', en: 'Issued' },
  validUntil: { da: 'Sidste gyldighedsdag', en: 'Last day of validity' },
  since: { da: 'Har stået sådan siden', en: 'Has stood like this since' },
  version: { da: 'Version', en: 'Version' },
  checkedOn: { da: 'Slået op', en: 'Looked up' },
} satisfies Record<string, Texts>;

export const NOTHING_KNOWN: Texts = { da: 'Ingen oplysninger', en: 'Nothing known' };
export const ERASED: Texts = { da: 'Slettet', en: 'Erased' };
export const NO_END: Texts = { da: 'Ingen slutdato', en: 'No end date' };

/** How the latest version is shown: of a number that has one only, and of one whose earlier papers were replaced. */
export const VERSIONS = {
  first: {
    da: 'Siden viser altid den nyeste version. Laves der en ny, erstatter den de tidligere under samme nummer.',
    en: 'The page always shows the latest version. A new one replaces those before it under the same number.',
  },
  later: {
    da: 'Siden viser altid den nyeste version: version {version} har siden den {on} erstattet de tidligere under samme nummer. Et papir med et lavere versionsnummer gælder ikke længere, heller ikke hvis navnet er det samme.',
    en: 'The page always shows the latest version: since {on} version {version} replaces those before it under the same number. A paper with a lower version number no longer holds, even where the name is the same.',
  },
} satisfies Record<string, Texts>;
