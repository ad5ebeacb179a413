/** Who is in the world of the matrix, and by what they can be recognised. */
import type { Claims, RoleClaim } from '../../../src/access/token.js';

export const OWN_MUNICIPALITY = '621';
export const FOREIGN_MUNICIPALITY = '630';
/** When the questions are asked. */
export const NOW = '2026-03-10T10:00:00Z';

/** Who is who; the names say which municipality's they are. */
export const CAST = {
  ene: 'Egen Ene',
  kollega: 'Egen Kollega',
  ude: 'Egen Ude',
  venter: 'Egen Venter',
  leder: 'Egen Leder',
  faelles: 'Fremmed Fælles',
  borte: 'Fremmed Borte',
  afloest: 'Fremmed Afløst',
  afloeser: 'Fremmed Afløser',
  ny: 'Fremmed Venter',
  chef: 'Fremmed Leder',
  dublet: 'Fremmed Dublet',
  vejleder: 'Egen Vejleder',
  andenVejleder: 'Fremmed Vejleder',
} as const;
export type Who = keyof typeof CAST;

/** Ids by the name that an input calls them by, e.g. `enrolmentId`. */
export type Things = Record<string, string>;

/** What belongs to each of the cast, with the cohort, group and municipality that they are in. */
export type World = Readonly<Record<Who, Things>>;

/** All of them write from a mailbox of the same name, so that each looks as if they might be one of the others. */
export const emailOf = (who: Who) => `post@${who.toLowerCase()}.example`;
export const phoneOf = (who: Who) => `+45 70 10 10 ${10 + Object.keys(CAST).indexOf(who)}`;

export function signedIn(name: string, ...roles: RoleClaim[]): Claims {
  return { subject: `idp|${name}`, name, roles };
}
