import { createHmac, hkdfSync } from 'node:crypto';

/**
 * What people are called in tables for evaluators (Q39). The key never leaves the installation and follows from the
 * secret that signs the tokens: with a new secret everybody is called something else.
 */
export class Pseudonyms {
  constructor(private readonly secret: string) {}

  /** One and the same for a person throughout an evaluation, and nothing in common with what another calls them. */
  of(evaluation: string): (personId: string) => string {
    const key = Buffer.from(hkdfSync('sha256', this.secret, '', `forloeb pseudonyms ${evaluation}`, 32));
    return (personId) => createHmac('sha256', key).update(personId).digest('base64url').slice(0, 22);
  }
}
